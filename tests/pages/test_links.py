"""Signed links: whoever has one can open that page, and nobody can make one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.links import SignedLinks
from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import ConfigurationError, InvalidRequest

LINK = Link(LinkKind.PAYMENT, "0123456789abcdef", deal=1)


def links(*secrets: str) -> SignedLinks:
    return SignedLinks(secrets or ("segredo",), "https://vendas.example/")


any_link = st.builds(
    Link,
    st.sampled_from(LinkKind),
    st.from_regex(r"[a-z0-9]{1,32}", fullmatch=True),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)


@given(any_link)
def test_a_link_comes_back_from_its_token(link: Link) -> None:
    token = links().token(link)

    assert links().read(token, link.kind) == link


@pytest.mark.parametrize(
    ("kind", "path"),
    [(LinkKind.PAYMENT, "/p/"), (LinkKind.BRIEFING, "/b/"), (LinkKind.PROPOSAL, "/proposta/")],
)
def test_each_kind_of_page_has_its_path_below_the_public_address(kind: LinkKind, path: str) -> None:
    link = Link(kind, "abc", 1)

    url = links().url(link)

    assert url == f"https://vendas.example{path}{links().token(link)}"


def test_an_address_fits_into_a_message() -> None:
    assert len(links().token(LINK)) <= 60


def test_a_token_of_another_kind_of_page_opens_nothing() -> None:
    token = links().token(LINK)

    with pytest.raises(InvalidRequest) as refused:
        links().read(token, LinkKind.BRIEFING)

    assert refused.value.status == 404


@given(any_link, st.data())
def test_a_token_with_any_character_changed_opens_nothing(link: Link, data: st.DataObject) -> None:
    token = links().token(link)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda c: c != token[place]))

    with pytest.raises(InvalidRequest):
        links().read(token[:place] + other + token[place + 1 :], link.kind)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,80}", fullmatch=True))
def test_whatever_a_stranger_tries_is_answered_the_same(token: str) -> None:
    with pytest.raises(InvalidRequest, match=r"^unknown link$") as refused:
        links().read(token, LinkKind.PAYMENT)

    assert refused.value.status == 404


@pytest.mark.parametrize("tail", ["=", "==", " ", "\n", "A", "x" * 10_000])
def test_a_token_has_one_spelling_only(tail: str) -> None:
    token = links().token(LINK) + tail

    with pytest.raises(InvalidRequest):
        links().read(token, LinkKind.PAYMENT)


def test_a_secret_is_rotated_by_putting_the_new_one_in_front() -> None:
    old, both, new = links("velho"), links("novo", "velho"), links("novo")

    assert both.read(old.token(LINK), LinkKind.PAYMENT) == LINK
    assert both.token(LINK) == new.token(LINK)
    with pytest.raises(InvalidRequest):
        new.read(old.token(LINK), LinkKind.PAYMENT)


@pytest.mark.parametrize("secrets", [[], [""], ["good", ""]])
def test_links_are_not_signed_with_an_empty_secret(secrets: list[str]) -> None:
    with pytest.raises(ConfigurationError):
        SignedLinks(secrets, "https://vendas.example")
