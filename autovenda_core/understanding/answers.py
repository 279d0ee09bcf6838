"""The answers to what was asked: an amount, a date, an option, a name, a contact."""

from __future__ import annotations

import re

from autovenda_core.events import Act
from autovenda_core.model import DateRange, Expecting, MoneyRange
from autovenda_core.understanding.draft import (
    UNKNOWN,
    Draft,
    contact_slots,
    core_of,
    without_idioms,
)
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.packages import named_package, picked_package
from autovenda_core.understanding.people import find_name
from autovenda_core.understanding.rules import ON_OFFER, Phrases

__all__ = ["answer", "package_of"]

_THIS_ONE = Phrases("""
    # "pode ser esse número mesmo", "por aqui"
    (<this> | por aqui | aqui | o) [(aqui | número | whatsapp | telefone | contato | celular
        | chat)+] (mesm(o|a) | aqui | que (estou | você))
    ^ <this> [número | whatsapp | telefone] $
""")

_UNREADABLE_CONTACT = re.compile(r"\d{6}|\d{3}[.\d -]{6,}|\bcpf\b.*\d|\bcnpj\b.*\d")


def answer(draft: Draft) -> None:
    match draft.expecting:
        case Expecting.BUDGET:
            _answer_budget(draft)
        case Expecting.DEADLINE:
            _answer_deadline(draft)
        case Expecting.CONTACT:
            _answer_contact(draft)
        case Expecting.NAME:
            _answer_name(draft)
        case Expecting.PACKAGE:
            _answer_package(draft)
        case _:
            pass


def _answer_budget(draft: Draft) -> None:
    budget = draft.first(lambda text: find_money(text.plain, bare=True))
    if budget is None and not draft.asks and UNKNOWN.stand_in(draft.plain):
        budget = MoneyRange()
    if budget is not None:
        draft.say(Act.GIVE_BUDGET, "budget-asked", budget=budget)


def _answer_deadline(draft: Draft) -> None:
    deadline = draft.deadline()
    if deadline is None and not draft.asks and UNKNOWN.stand_in(draft.plain):
        deadline = DateRange()
    if deadline is not None:
        draft.say(Act.GIVE_DEADLINE, "deadline-asked", deadline=deadline)


def _answer_contact(draft: Draft) -> None:
    contacts = draft.contacts()
    if contacts.found:
        draft.say_all(Act.GIVE_CONTACT, "contact-asked", contact_slots(contacts))
    elif draft.asks:
        return
    elif _THIS_ONE.stand_in(draft.plain):
        draft.add(Act.GIVE_CONTACT, "contact-this-chat", 0.6)
    elif _UNREADABLE_CONTACT.search(draft.plain):
        draft.add(Act.GIVE_CONTACT, "contact-unreadable", 0.6)


def _answer_name(draft: Draft) -> None:
    name = find_name(draft.text, asked=True)
    if name is None and draft.corrected:
        name = find_name(draft.corrected, asked=True)
    if name:
        draft.say(Act.GIVE_NAME, "name-asked", name=name)


def _answer_package(draft: Draft) -> None:
    package_id = package_of(draft)
    if package_id and not draft.asks:
        draft.say(Act.CHOOSE_PACKAGE, "package-asked", package_id=package_id)


def package_of(draft: Draft) -> str | None:
    return draft.first(lambda text: _package_in(draft, without_idioms(text.plain)))


def _package_in(draft: Draft, plain: str) -> str | None:
    catalog = draft.situation.catalog
    plain = plain.replace("nome completo", "nome")
    listed = draft.expecting in ON_OFFER | {Expecting.PACKAGE}
    named = named_package(plain, catalog, whole_names=not listed)
    if named or not listed:
        return named
    clauses = [core_of(plain), *map(core_of, re.split(" ?[,.?] ?", plain))]
    if draft.expecting is not Expecting.PACKAGE:
        clauses = [clause for clause in clauses if not clause.isdigit()]
    picked = (picked_package(clause, catalog) for clause in clauses if clause)
    package_id = next((each for each in picked if each), None)
    if package_id is None and draft.expecting is Expecting.PACKAGE:
        return _priced_package(draft)
    return package_id


def _priced_package(draft: Draft) -> str | None:
    money = find_money(draft.plain, bare=True)
    if money is None or money.from_centavos != money.to_centavos:
        return None
    packages = draft.situation.catalog.packages
    return next((p.id for p in packages if p.price_centavos == money.from_centavos), None)
