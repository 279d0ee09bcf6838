"""Signed links: whoever has one can open that page, and nobody can make one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.links import FileLinks, SharedFile, SignedLinks
from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import ConfigurationError, InvalidRequest

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
FILE = SharedFile("0" * 64, "proposta nº 1.pdf", "application/pdf", NOW + timedelta(hours=24))
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


# ---------------------------------------------------------------------------- files


def token_of(url: str) -> str:
    return url.removeprefix("https://vendas.example/arquivo/").partition("/")[0]


def file_links(*secrets: str) -> FileLinks:
    return FileLinks(secrets or ("segredo",), "https://vendas.example/")


@given(
    st.builds(
        SharedFile,
        st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
        st.text(st.characters(exclude_characters="|/", exclude_categories=["Cs"]), min_size=1).map(
            lambda name: name[:99]
        ),
        st.sampled_from(["application/pdf", "image/svg+xml"]),
        st.datetimes(datetime(2026, 4, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
            lambda until: until.replace(microsecond=0)
        ),
    )
)
def test_a_file_comes_back_from_its_address(file: SharedFile) -> None:
    assert file_links().read(token_of(file_links().url(file)), NOW) == file


def test_the_address_of_a_file_ends_with_its_name() -> None:
    assert file_links().url(FILE).endswith("/proposta%20n%C2%BA%201.pdf")


def test_the_address_of_a_file_ends_in_time() -> None:
    token = token_of(file_links().url(FILE))

    assert file_links().read(token, FILE.until - timedelta(seconds=1)) == FILE
    with pytest.raises(InvalidRequest):
        file_links().read(token, FILE.until)


def test_the_address_of_a_file_outlives_a_new_secret() -> None:
    token = token_of(file_links("old").url(FILE))

    assert file_links("new", "old").read(token, NOW) == FILE
    with pytest.raises(InvalidRequest):
        file_links("new").read(token, NOW)


def test_a_page_opens_no_file_and_a_file_no_page() -> None:
    with pytest.raises(InvalidRequest):
        file_links().read(links().token(LINK), NOW)
    with pytest.raises(InvalidRequest):
        links().read(token_of(file_links().url(FILE)), LINK.kind)


@pytest.mark.parametrize("name", ["", "a|b", "a/b", "x" * 100])
def test_a_name_that_no_address_can_hold_is_a_mistake_of_ours(name: str) -> None:
    with pytest.raises(ValueError, match="token"):
        file_links().url(SharedFile("0" * 64, name, "application/pdf", NOW))
