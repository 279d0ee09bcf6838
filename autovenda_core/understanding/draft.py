"""
One message on its way to being understood: its words in the forms that rules read, and what
has been found in it so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import DateRange, Expecting
from autovenda_core.understanding import yes
from autovenda_core.understanding.contacts import Contacts, find_contacts
from autovenda_core.understanding.corrections import last_word, settled, standing
from autovenda_core.understanding.deadlines import find_deadline
from autovenda_core.understanding.normalise import Text, words
from autovenda_core.understanding.rules import Phrases, Rule

__all__ = [
    "UNKNOWN",
    "Draft",
    "Reading",
    "Situation",
    "contact_slots",
    "core_of",
    "read_by",
    "without_idioms",
]

T = TypeVar("T")

_COURTESY = words(
    """
    , . ah ai amiga amigo beleza boa bom cara chefe dia ei entao favor galera gente gentileza hum
    kkk mana mano moca moco noite obsequio oi oie ok ola olha opa pessoal por prezados querida
    querido senhor senhora tarde tche uai viu xacenox xjoinhax xmaosx
    """
)

_POLITELY = ("favor", "gentileza", "obsequio")

_OPENS = {"bom": ("dia",), "boa": ("tarde", "noite", "dia"), "por": _POLITELY}

_CLOSES = {
    "dia": ("bom", "boa"),
    "tarde": ("boa",),
    "noite": ("boa",),
    **dict.fromkeys(_POLITELY, ("por",)),
}

_SPOKEN_NO = Phrases("""
    # "num quero", "não que eu vou"
    (num | não que eu) (me | te | se | mand* | precis* | vi | tem
        | vem | quero | vou | vai | faz | curti | compensa | era | foi | está | estou
        | sei | posso | tenho | dá | gostei | consigo | recebi | preciso | abre | funciona
        | rola | aceito)
""")

_INTERROGATIVE = Phrases("""
    # a question without its mark, as people dictate it
    quanto (é | custa | fica | sai | você[s] | seria | cobra[m])
    (qual | quais) !(seja | for)
    (me (diz | diga | fala) | saber) ~2 (se | quanto | quando | como | o preço | o valor)
    como (funciona | faço | é | posso | fica)
    o que (vem | tem | inclui)
    tem como
    não entendi
    (quanto | quando | onde | qual | quem) $
    (sai | fica | é) por quanto
    consegue[m] (chegar | fazer)
""")

UNKNOWN = Phrases("""
    # "não faço a menor ideia", "vocês que sabem", "depende"
    não [_] (sei | faço [a] [mínima | menor] ideia | defini* | pensei | parei para pensar
        | decidi* | estipulei | saberia | consigo (dizer | estimar) | imagino | calculei
        | planejei | conheço)
    não [_] (tenho | temos) [_] (ideia | noção | orçamento | valor | limite | base | certeza
        | definido | previsão | data | verba | teto)
    sei (lá | não)
    (sem | nem | nenhuma | zero) (ideia | noção | sei | faço ideia | imagino
        | orçamento definido | valor definido | base | previsão)
    você[s] [que] [me] (diz | dizem | fala | falam | sabe* | decide* | sugere*)
    me (diz | fala) (você | vocês)
    (depende | a definir | indefinido | sem limite | qualquer valor | tanto faz | aberto a | varia)
    ^ [bem | muito] pouc(o|a) $
    quanto menos melhor
    o que (for | precisar | custar)
    prefiro não (dizer | falar | informar)
    ^ não $
    ainda não $
""")


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


class Draft:
    """One message on its way to a Reading."""

    def __init__(self, text: Text, situation: Situation) -> None:
        self.read = text
        self.text = settled(text)
        self.corrected = last_word(text)
        self.versions = [each for each in (self.corrected, standing(self.text)) if each]
        self.situation = situation
        self.expecting = situation.expecting
        self.whole = without_idioms(text.plain)
        self.plain = without_idioms(self.text.plain)
        self.core = core_of(self.plain)
        self.asks = "?" in self.plain or (
            _INTERROGATIVE.stand_in(self.plain) and not UNKNOWN.stand_in(self.plain)
        )
        self.acts: dict[Act, ReadAct] = {}
        self.slots = Slots()

    def first(self, find: Callable[[Text], T | None]) -> T | None:
        """What is found after a correction, in what is not rejected, or in the whole text."""
        found = (find(text) for text in (*self.versions, self.text))
        return next((each for each in found if each is not None), None)

    def fits(self, rule: Rule) -> bool:
        return rule.fits(self.plain, self.core, self.expecting)

    def match(self, rules: tuple[Rule, ...], *, first_only: bool = False) -> None:
        for rule in rules:
            if rule.act not in self.acts and self.fits(rule):
                self.acts[rule.act] = read_by(rule)
                if first_only:
                    return

    def add(self, act: Act, rule_id: str, confidence: float = 0.9) -> None:
        self.acts.setdefault(act, ReadAct(act, confidence, rule_id))

    def say(self, act: Act, rule_id: str, confidence: float = 0.9, **slots: object) -> None:
        self.add(act, rule_id, confidence)
        self.slots = replace(self.slots, **slots)  # type: ignore[arg-type] # fields of Slots

    def say_all(self, act: Act, rule_id: str, slots: Slots) -> None:
        self.say(act, rule_id, email=slots.email, phone=slots.phone, cpf=slots.cpf, cnpj=slots.cnpj)

    def deadline(self) -> DateRange | None:
        today, calendar = self.situation.today, self.situation.calendar
        return self.first(lambda text: find_deadline(text.plain, today, calendar))

    def contacts(self) -> Contacts:
        def found(text: Text) -> Contacts | None:
            contacts = find_contacts(text)
            return contacts if contacts.found else None

        return self.first(found) or Contacts()


def read_by(rule: Rule) -> ReadAct:
    return ReadAct(rule.act, rule.confidence, rule.id)


def contact_slots(found: Contacts) -> Slots:
    return Slots(email=found.email, phone=found.phone, cpf=found.cpf, cnpj=found.cnpj)


def without_idioms(plain: str) -> str:
    """A plain text in which idioms and dialect are said plainly."""
    return yes.without_idioms(_num_to_nao(plain))


def _num_to_nao(plain: str) -> str:
    if not _SPOKEN_NO.stand_in(plain):
        return plain
    return re.sub(r"\b(?:num|nao que eu)\b", "nao", plain)


def core_of(plain: str) -> str:
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
