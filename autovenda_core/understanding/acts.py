"""
Which acts a message does, in the order in which the flow handles them.

1. Safety (stop, a person wanted, a payment claimed) decides alone.
2. The answer to what was asked (a name, an amount, a date, an option…) comes first, unless
   the message asks something.
3. Then trouble, status, a better price, the price, facts: a question goes before everything
   that is said besides ("sim, mas quanto fica?").
4. Then no and later, a choice, a wish, what was told besides.
5. A yes only if the message is nothing but a yes.
6. Pleasantries; and, when nothing fits, out of scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import DateRange, Expecting, MoneyRange
from autovenda_core.understanding import answers, needs
from autovenda_core.understanding.deadlines import find_deadline
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.normalise import LAUGH, Text, words
from autovenda_core.understanding.packages import named_package, picked_package
from autovenda_core.understanding.people import find_contacts, find_name
from autovenda_core.understanding.questions import (
    ANY_QUESTION,
    NEGOTIATION,
    NOT_OURS,
    PRICE_AND_FACTS,
    TROUBLE_AND_STATUS,
)
from autovenda_core.understanding.rules import ON_OFFER, SOLD, Rule
from autovenda_core.understanding.safety import SAFETY

__all__ = ["Reading", "Situation", "read_acts"]

_COURTESY = words(
    """
    , . ah ai amiga amigo beleza boa bom cara chefe dia eh ei entao favor galera gente hum kkk
    mano moca moco noite oi oie ok ola olha opa pessoal por prezados querida querido senhor
    senhora tarde tche uai viu xacenox xjoinhax xmaosx
    """
)
_OPENS = {"bom": ("dia",), "boa": ("tarde", "noite", "dia"), "por": ("favor",)}
_CLOSES = {"dia": ("bom", "boa"), "tarde": ("boa",), "noite": ("boa",), "favor": ("por",)}
_QUESTIONS = frozenset({Act.ASK_PRICE, Act.ASK_INFO, Act.ASK_STATUS, Act.SUPPORT, Act.NEGOTIATE})


@dataclass(frozen=True)
class Situation:
    """What a text is read in the light of."""

    expecting: Expecting
    catalog: Catalog
    today: date
    calendar: Calendar


@dataclass(frozen=True)
class Reading:
    """The acts of a message, and what it said."""

    acts: tuple[ReadAct, ...]
    slots: Slots


def read_acts(text: Text, situation: Situation) -> Reading:
    """Read one message; there is always at least one act."""
    reader = _Reader(text, situation)
    return reader.safety() or reader.rest()


_RETRACTED = lazy(
    r"\bnao (?:quero|queria|preciso d[eoa]|e|era|seria|prefiro)\b(?! (?:receber"
    r"|mais))[^.?]{1,40}? (?:, |mas |e sim |\. )+(?=(?:eu )?(?:quero|prefiro|preciso|gostaria"
    r"|na verdade|so o|so a|sim o|e (?:o|a)|o |a |pode ser)\b)"
)
_SPOKEN_NO = lazy(
    r"\b(?:num|nao que eu) (?=(?:quero|vou|vai|faz|curti|compensa|era|foi|ta|estou|sei|posso"
    r"|tenho|da|gostei|consigo|recebi|to|preciso|abre|funciona|rola|aceito)\b)"
)
_INTERROGATIVE = lazy(
    r"\b(?:quanto (?:e|custa|fica|sai|voces?|seria)\b|quais?\b|como (?:funciona|faco|e"
    r"|posso)\b|o que (?:vem|tem|inclui)|tem como)|\bquanto (?:e|custa|fica|sai)$"
)
_EXPLICIT_NO = lazy(
    r"\bnao (?:quero|vou querer|tenho interesse|obrigado)\b(?! (?:pagar|gastar|tudo|isso tudo"
    r"|um desconto))|\b(?:recus|dispens|desist)|\b(?:fechei|fechamos|vou|vamos|contratei"
    r"|fiquei|resolvi|decidi|optei)(?: \w+){0,3} outr[oa]\b"
)
_DEADLINE_CUE = lazy(
    r"\b(?:para|ate|prazo|entreg\w+|preciso|precis\w+|urgente|urgencia|pressa|quanto antes"
    r"|tem que|em|antes|pronto)\b"
)
_URGENT = lazy(
    r"\b(?:urgen\w+|pressa|quanto antes|ontem|mais rapido|asap|imediat\w+|tanto faz"
    r"|sem prazo)\b"
)
_BUDGET_CUE = lazy(
    r"\b(?:tenho|temos|orcamento|budget|gastar|investir|verba|disponho|limite|faixa|maximo"
    r"|pagar|disponivel|ate|por volta|cerca de|reservad\w+|separ\w+)\b"
)
_THIS_ONE = lazy(
    r"\b(?:ess[ae]|est[ae]|por aqui|aqui|o) (?:(?:aqui|numero|whatsapp|telefone|contato"
    r"|celular|chat) )*(?:mesm[oa]|aqui|que (?:to|estou|voce))\b|^(?:ess[ae]"
    r"|est[ae])(?: numero| whatsapp| telefone)?$"
)
_CHOICE_CUE = lazy(
    r"\b(?:quero|prefiro|vou|fico|ficar|escolho|escolhi|pode ser|fech\w+|gostei|opcao|pacote"
    r"|plano|melhor|bora|manda|seria|acho que|entao|troca\w*|muda\w*|mudar|interess\w+|levar?"
    r"|pego|contrat\w+)\b|^(?:d?[oae]|com o|no) "
)


class _Reader:
    """One message on its way to a Reading."""

    def __init__(self, text: Text, situation: Situation) -> None:
        self.text = text
        self.situation = situation
        self.expecting = situation.expecting
        self.whole = answers.without_idioms(_SPOKEN_NO.sub("nao ", text.plain))
        self.plain = _RETRACTED.sub("", self.whole)
        self.core = _core(self.plain)
        self.asks = "?" in self.plain or bool(
            _INTERROGATIVE.search(self.plain) and not answers.is_unknown(self.plain)
        )
        self.acts: dict[Act, ReadAct] = {}
        self.slots = Slots()

    # -------------------------------------------------------------- steps

    def safety(self) -> Reading | None:
        for rule in SAFETY:
            if self._fits(rule):
                slots = self._contact_slots() if rule.act is Act.HANDOFF else Slots()
                return Reading((_read(rule),), slots)
        return None

    def rest(self) -> Reading:
        if not self.asks:
            self._answer()
        if not self.acts:
            self._questions()
        if self.asks:
            self._answer()
        if not self.acts:
            self._match(answers.NO_AND_LATER, first_only=True)
        if not self.acts.keys() & {Act.DENY, Act.DEFER, Act.OUT_OF_SCOPE}:
            self._choose()
            self._wish()
            self._told()
        if not self.acts and answers.is_clean_yes(self.whole):
            self._add(Act.AFFIRM, "clean-yes", 0.95)
        self._amount_on_offer()
        self._pleasantries()
        if not self.acts:
            self._last_resort()
        return Reading(tuple(self.acts.values()), self.slots)

    def _questions(self) -> None:
        self._match(NOT_OURS)
        if self.acts:
            return
        if self.expecting in ON_OFFER and not self.asks:
            self._bargain()
        if self.expecting not in SOLD:  # "it does not go" is about the price until it is paid
            self._match(NEGOTIATION)
        self._match(TROUBLE_AND_STATUS)
        self._match(NEGOTIATION)
        self._match(PRICE_AND_FACTS)
        self._no_before_price()

    # -------------------------------------------------------------- answers to what was asked

    def _answer(self) -> None:
        match self.expecting:
            case Expecting.BUDGET:
                self._answer_budget()
            case Expecting.DEADLINE:
                self._answer_deadline()
            case Expecting.CONTACT:
                self._answer_contact()
            case Expecting.NAME:
                self._answer_name()
            case Expecting.PACKAGE:
                self._answer_package()
            case _:
                pass

    def _answer_budget(self) -> None:
        budget = find_money(self.plain, bare=True)
        if budget is None and not self.asks and answers.is_unknown(self.plain):
            budget = MoneyRange()
        if budget is not None:
            self._say(Act.GIVE_BUDGET, "budget-asked", budget=budget)

    def _answer_deadline(self) -> None:
        deadline = find_deadline(self.plain, self.situation.today, self.situation.calendar)
        if deadline is None and not self.asks and answers.is_unknown(self.plain):
            deadline = DateRange()
        if deadline is not None:
            self._say(Act.GIVE_DEADLINE, "deadline-asked", deadline=deadline)

    def _answer_contact(self) -> None:
        slots = self._contact_slots()
        if slots != Slots():
            self.slots = slots
            self._add(Act.GIVE_CONTACT, "contact-asked")
        elif _THIS_ONE.search(self.plain) and not self.asks:
            self._add(Act.GIVE_CONTACT, "contact-this-chat", 0.6)
        elif (
            re.search(r"\d{6}|\d{3}[.\d -]{6,}|\bcpf\b.*\d|\bcnpj\b.*\d", self.plain)
            and not self.asks
        ):
            self._add(Act.GIVE_CONTACT, "contact-unreadable", 0.6)

    def _answer_name(self) -> None:
        name = find_name(self.text, asked=True)
        if name:
            self._say(Act.GIVE_NAME, "name-asked", name=name)

    def _answer_package(self) -> None:
        package_id = self._package()
        if package_id and not self.asks:
            self._say(Act.CHOOSE_PACKAGE, "package-asked", package_id=package_id)

    def _package(self) -> str | None:
        catalog = self.situation.catalog
        listed = self.expecting in ON_OFFER | {Expecting.PACKAGE}
        named = named_package(self.plain, catalog, whole_names=not listed)
        if named or not listed:
            return named
        if self.expecting is Expecting.PACKAGE:
            return picked_package(self.core, catalog) or self._priced_package()
        return picked_package(self.core, catalog) if not self.core.isdigit() else None

    def _priced_package(self) -> str | None:
        money = find_money(self.plain, bare=True)
        if money is None or money.from_centavos != money.to_centavos:
            return None
        packages = self.situation.catalog.packages
        return next((p.id for p in packages if p.price_centavos == money.from_centavos), None)

    # -------------------------------------------------------------- what else is said

    def _bargain(self) -> None:
        """A condition, or an amount of their own, said about our offer."""
        if answers.bargains(self.plain):
            self._add(Act.NEGOTIATE, "conditional", 0.7)
        elif find_money(self.plain):
            self._add(Act.NEGOTIATE, "amount-on-offer", 0.8)

    def _no_before_price(self) -> None:
        """ "Não quero, muito caro" is a no; "não dá pra fazer por menos?" is not."""
        if Act.NEGOTIATE in self.acts and not self.asks and _EXPLICIT_NO.search(self.plain):
            self.acts = {Act.DENY: ReadAct(Act.DENY, 0.9, "explicit-no"), **self.acts}

    def _choose(self) -> None:
        if Act.CHOOSE_PACKAGE in self.acts or self.expecting in (Expecting.NEED, Expecting.NAME):
            return
        package_id = self._package()
        if package_id is None:
            return
        questions = self.acts.keys() & _QUESTIONS
        if questions and not re.search(
            r"\b(?:quero|prefiro|vou de|fico com|escolho)\b", self.plain
        ):
            if re.search(r"\b(?:um|uma)\b", self.plain):
                return
            self.slots = replace(self.slots, package_id=package_id)
        elif self._is_choice():
            self._say(Act.CHOOSE_PACKAGE, "package-named", package_id=package_id)

    def _is_choice(self) -> bool:
        """A package of the list, not just anything of that kind ("preciso de uma loja virtual")."""
        if re.search(r"\b(?:um|uma|uns|outro|outra)\b", self.plain):
            return self.expecting is Expecting.PACKAGE
        if self.expecting in ON_OFFER or self.expecting is Expecting.PACKAGE:
            return True
        return bool(_CHOICE_CUE.search(self.core)) and not re.search(r"preciso de", self.plain)

    def _wish(self) -> None:
        if Act.CHOOSE_PACKAGE in self.acts:
            return
        questions = bool(self.acts.keys() & _QUESTIONS)
        if Act.ASK_PRICE in self.acts and not self.slots.package_id:
            self.slots = replace(self.slots, need=needs.asked_need(self.text))
        if questions and not needs.names_a_service(self.plain):
            return
        if self.expecting in ON_OFFER and answers.is_clean_yes(self.plain):
            return
        for rule in needs.WISHES:
            if self._fits(rule) and not (questions and rule.whole):
                need = (
                    needs.wished_need(self.text) if not rule.whole else needs.free_need(self.text)
                )
                self._say(rule.act, rule.id, rule.confidence, need=need or self.slots.need)
                return
        if self.expecting is Expecting.NEED and not self.acts:
            self._need_in_own_words()

    def _need_in_own_words(self) -> None:
        pleasant = any(self._fits(rule) for rule in answers.PLEASANTRIES)
        if pleasant and len(self.core.split()) < 4:
            return
        if answers.is_acknowledgement(self.plain) or answers.is_clean_yes(self.plain) or self.asks:
            return
        need = needs.free_need(self.text)
        if need:
            self._say(Act.BUY, "need-asked", 0.7, need=need)

    def _told(self) -> None:
        """Facts that nobody asked for now: they count only with words that introduce them."""
        if Act.GIVE_CONTACT not in self.acts:
            contact = self._contact_slots()
            if contact != Slots():
                self._say_all(Act.GIVE_CONTACT, "contact-told", contact)
        if Act.GIVE_NAME not in self.acts:
            name = find_name(self.text, asked=False)
            if name:
                self._say(Act.GIVE_NAME, "name-told", name=name)
        if self.expecting in ON_OFFER | {Expecting.PAY, Expecting.ACTIVE}:
            return
        self._told_budget()
        self._told_deadline()

    def _told_budget(self) -> None:
        if (
            Act.GIVE_BUDGET in self.acts
            or self.slots.budget
            or (self.expecting is Expecting.PACKAGE and Act.CHOOSE_PACKAGE in self.acts)
        ):
            return
        cue = _BUDGET_CUE.search(self.plain)
        budget = find_money(self.plain, bare=False) or (
            find_money(self.plain, bare=True)
            if re.search(r"\b(?:orcamento|budget|verba|gastar|investir)\b", self.plain)
            else None
        )
        if budget and cue and Act.NEGOTIATE not in self.acts:
            self._say(Act.GIVE_BUDGET, "budget-told", budget=budget)

    def _told_deadline(self) -> None:
        if (
            Act.GIVE_DEADLINE in self.acts
            or self.acts.keys() & _QUESTIONS
            or not _DEADLINE_CUE.search(self.plain)
        ):
            return
        if any(rule.act is Act.BYE and self._fits(rule) for rule in answers.PLEASANTRIES):
            return
        deadline = find_deadline(self.plain, self.situation.today, self.situation.calendar)
        if deadline and (deadline.special is None or _URGENT.search(self.plain)):
            self._say(Act.GIVE_DEADLINE, "deadline-told", deadline=deadline)

    def _amount_on_offer(self) -> None:
        """An amount of their own, said about our offer, is a counter-offer, never a yes."""
        if Act.NEGOTIATE in self.acts or (self.expecting in ON_OFFER and not self.acts):
            price = find_money(self.plain, bare=True)
            if price:
                self._say(Act.NEGOTIATE, "amount-on-offer", 0.8, budget=price)

    def _pleasantries(self) -> None:
        for rule in answers.PLEASANTRIES:
            if rule.act not in self.acts and Act.AFFIRM not in self.acts and self._fits(rule):
                self._add(rule.act, rule.id, rule.confidence)

    def _last_resort(self) -> None:
        if self._fits(ANY_QUESTION) or self._asks_in_context():
            self._add(Act.ASK_INFO, ANY_QUESTION.id, ANY_QUESTION.confidence)
        elif answers.is_acknowledgement(self.plain):
            if self.expecting in ON_OFFER:
                self._add(Act.OUT_OF_SCOPE, "ok-is-not-acceptance", 0.3)
            else:
                self._add(Act.THANKS, "acknowledged", 0.5)
        elif self.expecting in ON_OFFER | {Expecting.PAY}:
            self._unclear_on_offer()
        else:
            rule_id = "unclean-yes" if answers.has_yes(self.plain) else "nothing-fits"
            self._add(Act.OUT_OF_SCOPE, rule_id, 0.4)

    def _asks_in_context(self) -> bool:
        """After a question of ours, what they ask back is about it unless we know better."""
        said = [word for word in re.findall(r"[a-z]+", self.plain) if word != LAUGH]
        return (
            self.expecting not in (Expecting.NONE, Expecting.NEED)
            and "?" in self.plain
            and len(said) > 1
            and not (len(said) == 2 and answers.is_clean_yes(" ".join(said)))
        )

    def _unclear_on_offer(self) -> None:
        """A doubtful word about an offer is a doubt, a condition is one, a denial is a no."""
        if answers.hedges(self.plain) and not answers.only_interjections(self.plain):
            self._add(Act.DEFER, "hedged", 0.5)
        elif self.expecting in ON_OFFER and answers.denies(self.plain):
            self._add(Act.DENY, "negated", 0.5)
        else:
            rule_id = "unclean-yes" if answers.has_yes(self.plain) else "nothing-fits"
            self._add(Act.OUT_OF_SCOPE, rule_id, 0.3)

    # -------------------------------------------------------------- tools

    def _fits(self, rule: Rule) -> bool:
        return rule.fits(self.plain, self.core, self.expecting)

    def _match(self, rules: tuple[Rule, ...], *, first_only: bool = False) -> None:
        for rule in rules:
            if rule.act not in self.acts and self._fits(rule):
                self.acts[rule.act] = _read(rule)
                if first_only:
                    return

    def _add(self, act: Act, rule_id: str, confidence: float = 0.9) -> None:
        self.acts.setdefault(act, ReadAct(act, confidence, rule_id))

    def _say(self, act: Act, rule_id: str, confidence: float = 0.9, **slots: object) -> None:
        self._add(act, rule_id, confidence)
        self.slots = replace(self.slots, **slots)  # type: ignore[arg-type] # fields of Slots

    def _say_all(self, act: Act, rule_id: str, slots: Slots) -> None:
        self._say(
            act, rule_id, email=slots.email, phone=slots.phone, cpf=slots.cpf, cnpj=slots.cnpj
        )

    def _contact_slots(self) -> Slots:
        found = find_contacts(self.text)
        return Slots(email=found.email, phone=found.phone, cpf=found.cpf, cnpj=found.cnpj)


def _read(rule: Rule) -> ReadAct:
    return ReadAct(rule.act, rule.confidence, rule.id)


def _core(plain: str) -> str:
    """A plain text without the courtesies at its ends and the pauses inside it."""
    said = plain.split()
    start, end = 0, len(said)
    while start < end and _is_courtesy(said, start):
        start += 1
    while end > start and _is_courtesy(said, end - 1):
        end -= 1
    return " ".join(word for word in said[start:end] if word not in (",", "."))


def _is_courtesy(said: list[str], place: int) -> bool:
    """Whether a word is a courtesy where it stands: "dia" is one only after "bom"."""
    word = said[place]
    before = said[place - 1] if place else ""
    after = said[place + 1] if place + 1 < len(said) else ""
    if word in _OPENS:
        return after in _OPENS[word]
    if word in _CLOSES:
        return before in _CLOSES[word]
    return word in _COURTESY
