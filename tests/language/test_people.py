"""Names, e-mail addresses, phones, CPF and CNPJ."""

from __future__ import annotations

import pytest

from autovenda_core.understanding.normalise import read
from autovenda_core.understanding.people import (
    Contacts,
    find_contacts,
    find_name,
    is_cnpj,
    is_cpf,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rafael", "Rafael"),
        ("meu nome é Patrícia", "Patrícia"),
        ("aqui é o João Pedro", "João Pedro"),
        ("me chamo ana paula", "Ana Paula"),
        ("sou a Bia da padaria Pão Doce", "Bia"),
        ("José da Silva", "José da Silva"),
        ("D'Ávila", "D'Ávila"),
        ("joana aqui", "Joana"),
        ("não é Paulo, é Saulo", "Saulo"),
        ("meu nome é maria eduarda e o seu?", "Maria Eduarda"),
        ("pra que você quer saber?", None),
        ("quero um site", None),
        ("kkkk", None),
        ("não sei", None),
    ],
)
def test_a_name_is_what_follows_the_courtesies(text: str, name: str | None):
    assert find_name(read(text), asked=True) == name


def test_a_word_is_not_a_name_unless_the_name_was_asked_for():
    assert find_name(read("Rafael"), asked=False) is None


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("maria@exemplo.com.br", Contacts(email="maria@exemplo.com.br")),
        ("JOAO@EMPRESA.COM.", Contacts(email="joao@empresa.com")),
        ("maria ponto silva arroba gmail ponto com", Contacts(email="maria.silva@gmail.com")),
        ("(11) 98765-4321", Contacts(phone="+5511987654321")),
        ("011 98765 4321", Contacts(phone="+5511987654321")),
        ("+55 21 99876-5432", Contacts(phone="+5521998765432")),
        ("47 3222 1111", Contacts(phone="+554732221111")),
        ("+351 912 345 678", Contacts(phone="+351912345678")),
        ("00 98765-4321", Contacts()),
        ("meu cpf é 111.444.777-35", Contacts(cpf="11144477735")),
        ("52998224725", Contacts(cpf="52998224725")),
        ("111.111.111-11", Contacts()),
        ("11.222.333/0001-81", Contacts(cnpj="11222333000181")),
        ("cnpj 12.abc.345/01de-35", Contacts(cnpj="12ABC34501DE35")),
        ("12.ABC.345/01DE-36", Contacts()),
        (
            "bia@studio.art.br, 11 91234-5678",
            Contacts(email="bia@studio.art.br", phone="+5511912345678"),
        ),
    ],
)
def test_contacts_are_read_and_checked(text: str, contacts: Contacts):
    assert find_contacts(read(text)) == contacts


def test_eleven_digits_are_a_phone_only_if_they_are_no_cpf_or_are_called_a_phone():
    both = "11987650034"
    assert is_cpf(both)

    assert find_contacts(read(both)) == Contacts(cpf=both)
    assert find_contacts(read(f"meu zap é {both}")) == Contacts(phone=f"+55{both}")


def test_check_digits_reject_every_single_wrong_digit():
    wrong_cpfs = {
        "52998224725"[:place] + digit + "52998224725"[place + 1 :]
        for place in range(11)
        for digit in "0123456789"
    } - {"52998224725"}

    assert not any(is_cpf(number) for number in wrong_cpfs)
    assert is_cpf("52998224725")
    assert is_cnpj("12ABC34501DE35")
    assert not is_cnpj("12ABC34501DE3A")
