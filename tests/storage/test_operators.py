"""Operators, logins, settings and the audit, as rows."""

from __future__ import annotations

import pytest

from adapters.storage import audit, operators, settings
from adapters.storage.operators import Role
from adapters.storage.panel.audit import audit as audit_lines
from adapters.storage.settings import Kind
from tests.storage.shop import DAY, HOUR, NOW, Shop


def hire(shop: Shop, login: str = "rafa", role: Role = Role.OWNER) -> int:
    number = shop.do(operators.add, login, login.title(), role, "argon2-hash", NOW)
    assert number is not None
    return number


def sign_in(shop: Shop, operator_id: int, digest: str = "ab") -> None:
    shop.do(operators.sign_in, operator_id, digest, NOW, NOW + DAY)


def test_a_login_can_be_taken_once_however_it_is_written(shop: Shop) -> None:
    hire(shop, "rafa")

    second = shop.do(operators.add, " RAFA ", "Outro", Role.AGENT, "hash", NOW)

    assert second is None


def test_an_operator_is_found_with_the_hash_of_the_password(shop: Shop) -> None:
    number = hire(shop, "rafa")

    found = shop.do(operators.find, "Rafa")

    assert found is not None
    operator, password_hash = found
    assert (operator.id, operator.role, password_hash) == (number, Role.OWNER, "argon2-hash")


def test_nobody_is_found_by_a_login_that_does_not_exist(shop: Shop) -> None:
    assert shop.do(operators.find, "ninguem") is None


def test_before_the_first_owner_there_are_no_operators(shop: Shop) -> None:
    before = shop.do(operators.has_operators)

    hire(shop)

    assert (before, shop.do(operators.has_operators)) == (False, True)


def test_a_login_tells_whose_it_is_until_it_ends(shop: Shop) -> None:
    sign_in(shop, hire(shop))

    in_time = shop.do(operators.who, "ab", NOW + DAY - HOUR)
    too_late = shop.do(operators.who, "ab", NOW + DAY)

    assert in_time is not None
    assert in_time.login == "rafa"
    assert too_late is None


def test_an_unknown_token_is_nobodys(shop: Shop) -> None:
    sign_in(shop, hire(shop))

    assert shop.do(operators.who, "cd", NOW) is None


def test_who_signs_out_is_out_and_the_second_time_changes_nothing(shop: Shop) -> None:
    sign_in(shop, hire(shop))

    first = shop.do(operators.close_login, "ab", NOW)
    second = shop.do(operators.close_login, "ab", NOW)

    assert (first, second) == (True, False)
    assert shop.do(operators.who, "ab", NOW) is None


def test_all_logins_of_one_operator_or_of_everybody_can_be_ended(shop: Shop) -> None:
    rafa, bia = hire(shop, "rafa"), hire(shop, "bia")
    sign_in(shop, rafa, "ab")
    sign_in(shop, rafa, "cd")
    sign_in(shop, bia, "ef")

    of_rafa = shop.do(operators.close_every_login, rafa, NOW)
    the_rest = shop.do(operators.close_every_login, None, NOW)

    assert (of_rafa, the_rest) == (2, 1)


def test_a_disabled_operator_is_out_at_once(shop: Shop) -> None:
    sign_in(shop, hire(shop))

    disabled = shop.do(operators.disable, "rafa", 1, NOW)

    assert disabled
    assert shop.do(operators.who, "ab", NOW) is None
    assert not shop.do(operators.has_operators)


def test_a_new_password_ends_the_logins_that_the_old_one_opened(shop: Shop) -> None:
    sign_in(shop, hire(shop))

    changed = shop.do(operators.set_password, "rafa", "new-hash", 1, NOW)

    found = shop.do(operators.find, "rafa")
    assert changed
    assert found is not None
    assert found[1] == "new-hash"
    assert shop.do(operators.who, "ab", NOW) is None


def test_of_two_who_change_an_operator_at_once_the_second_is_told(shop: Shop) -> None:
    hire(shop)

    first = shop.do(operators.set_password, "rafa", "new", 1, NOW)
    second = shop.do(operators.disable, "rafa", 1, NOW)

    assert (first, second) == (True, False)


@pytest.mark.parametrize(
    ("role", "least", "is_enough"),
    [
        (Role.OWNER, Role.AGENT, True),
        (Role.AGENT, Role.AGENT, True),
        (Role.VIEWER, Role.AGENT, False),
        (Role.AGENT, Role.OWNER, False),
    ],
)
def test_a_role_covers_itself_and_those_below(role: Role, least: Role, is_enough: bool) -> None:
    assert role.covers(least) is is_enough


def test_a_setting_begins_at_version_one(shop: Shop) -> None:
    nothing = shop.do(settings.newest, Kind.TEXTS)

    number = shop.do(settings.put, Kind.TEXTS, "[oi]", None, "rafa", NOW)

    newest = shop.do(settings.newest, Kind.TEXTS)
    assert nothing is None
    assert number == 1
    assert newest is not None
    assert (newest.content, newest.by, newest.at) == ("[oi]", "rafa", NOW)


def test_of_two_who_edit_the_same_version_the_second_writes_nothing(shop: Shop) -> None:
    shop.do(settings.put, Kind.CATALOG, "a", None, "rafa", NOW)

    first = shop.do(settings.put, Kind.CATALOG, "b", 1, "rafa", NOW)
    second = shop.do(settings.put, Kind.CATALOG, "c", 1, "bia", NOW)

    newest = shop.do(settings.newest, Kind.CATALOG)
    assert (first, second) == (2, None)
    assert newest is not None
    assert newest.content == "b"


def test_every_version_of_a_setting_stays_and_kinds_do_not_mix(shop: Shop) -> None:
    shop.do(settings.put, Kind.CATALOG, "a", None, "rafa", NOW)
    shop.do(settings.put, Kind.CATALOG, "b", 1, "bia", NOW)
    shop.do(settings.put, Kind.FAQ, "c", None, "rafa", NOW)

    versions = shop.do(settings.versions, Kind.CATALOG)
    first = shop.do(settings.at_version, Kind.CATALOG, 1)

    assert [(each.version, each.by) for each in versions] == [(2, "bia"), (1, "rafa")]
    assert first is not None
    assert first.content == "a"


def test_the_audit_is_read_newest_first_page_by_page(shop: Shop) -> None:
    for number in range(5):
        shop.do(audit.note, NOW, "rafa", "assumir", f"c{number}", "done", {"seen": number})

    first = shop.do(audit_lines, limit=3)
    second = shop.do(audit_lines, after=first.next, limit=3)

    assert [line.target for line in first.rows] == ["c4", "c3", "c2"]
    assert [line.target for line in second.rows] == ["c1", "c0"]
    assert second.next is None
    assert first.rows[0].details == {"seen": 4}


def test_the_audit_can_be_read_of_one_operator_action_or_target(shop: Shop) -> None:
    shop.do(audit.note, NOW, "rafa", "assumir", "c1", "done")
    shop.do(audit.note, NOW, "bia", "devolver", "c1", "done")

    by_operator = shop.do(audit_lines, operator="bia")
    by_action = shop.do(audit_lines, action="assumir")
    by_target = shop.do(audit_lines, target="c1")

    assert [line.operator for line in by_operator.rows] == ["bia"]
    assert [line.action for line in by_action.rows] == ["assumir"]
    assert len(by_target.rows) == 2
