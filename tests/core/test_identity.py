"""When two identities are the same person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.identity import Identity, IdentityKind, is_bsuid, phone_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5511987650001", "551187650001"),
        ("5585996540001", "558596540001"),
        ("+55 (21) 98765-0001", "552187650001"),
    ],
)
def test_a_brazilian_mobile_is_the_same_with_and_without_its_ninth_digit(
    one: str, other: str
) -> None:
    assert phone_key(one) == phone_key(other)


@pytest.mark.parametrize("landline", ["551132650001", "552125650001", "556133650001"])
def test_a_landline_never_gets_a_ninth_digit(landline: str) -> None:
    with_nine = f"{landline[:4]}9{landline[4:]}"

    assert phone_key(landline) == landline
    assert phone_key(with_nine) != phone_key(landline)


def test_an_area_code_that_does_not_exist_is_no_brazilian_mobile() -> None:
    assert phone_key("552087650001") == "552087650001"


def test_a_foreign_number_is_left_as_it_is() -> None:
    assert phone_key("+1 415 555 0100") == "14155550100"
    assert phone_key("5491187650001") == "5491187650001"


@pytest.mark.parametrize("text", ["PHONE_NUMBER", "", "12", "5511x87650001", "1" * 21])
def test_what_is_no_number_is_compared_as_it_stands(text: str) -> None:
    assert phone_key(text) is None
    assert Identity(IdentityKind.WA_ID, text).key == f"wa_id:{text}"


def test_an_account_and_the_phone_it_was_made_with_are_one() -> None:
    account = Identity(IdentityKind.WA_ID, "551187650001")

    assert account.key == Identity(IdentityKind.PHONE, "+55 11 98765-0001").key


def test_a_hidden_id_is_no_phone_number_however_much_it_looks_like_one() -> None:
    hidden = Identity(IdentityKind.LID, "5511987650001")

    assert hidden.key != Identity(IdentityKind.PHONE, "5511987650001").key


@pytest.mark.parametrize("text", ["BR.1502576394655843", "US.ENT.11815799212886844830"])
def test_a_business_scoped_id_is_known_by_its_form(text: str) -> None:
    assert is_bsuid(text)


@pytest.mark.parametrize("text", ["5511987650001", "br.15", "BR.", "BR.1 5", "foo_bar"])
def test_nothing_else_is_taken_for_a_business_scoped_id(text: str) -> None:
    assert not is_bsuid(text)


@given(st.text())
def test_a_key_is_stable_and_never_fails(text: str) -> None:
    key = phone_key(text)

    assert key is None or phone_key(key) == key
