"""Names, e-mail addresses, phones, CPF and CNPJ."""

from __future__ import annotations

import pytest

from autovenda_core.understanding.contacts import Contacts, find_contacts, is_cnpj, is_cpf
from autovenda_core.understanding.normalise import read
from autovenda_core.understanding.people import find_name


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
        ("aqui é o Tiago da TG Imports", "Tiago"),
        ("aqui é a Maria da Silva", "Maria da Silva"),
        ("aqui quem fala é o pastor Eliseu", "Eliseu"),
        ("meu nome artístico é MC Leleko", "MC Leleko"),
        ("meu nome é https://golpe.example", None),
        ("asdfgh qwrtp", None),
        ("meu nome é maria eduarda e o seu?", "Maria Eduarda"),
        ("sou o seu Osvaldo, o aposentado", "Osvaldo"),
        ("bom dia aqui quem fala é dona Lourdes", "Lourdes"),
        ("Prof. Eduardo", "Eduardo"),
        ("aki é a Jessica", "Jessica"),
        ("uai é o Geraldo sô", "Geraldo"),
        ("oxe, é Severino visse", "Severino"),
        ("já falei, é Márcio!!", "Márcio"),
        ("anota aí fi: Wellington", "Wellington"),
        ("coloca aí Rosana", "Rosana"),
        ("pode botar Thayná aí fazendo favor", "Thayná"),
        ("fala com o Ricardo", "Ricardo"),
        ("na verdade é Cristiane", "Cristiane"),
        ("Não é Renato, é Renata rsrs", "Renata"),
        ("é kauã com k", "Kauã"),
        ("thaynara c y no meio", "Thaynara"),
        ("Robson dono da oficina", "Robson"),
        ("ok, Marina", "Marina"),
        ("Bruna rs", "Bruna"),
        ("Alegria (sim, é meu nome mesmo kkk)", "Alegria"),
        ("Raimundo Nonato, seu criado", "Raimundo Nonato"),
        ("é Wellington mas todo mundo me chama de Tom", "Wellington"),
        ("Ana Beatriz mas pode chamar de Bia", "Bia"),
        ("o meu é Cleiton e o da minha sócia é Jéssica", "Cleiton"),
        ("Seu Biu da padaria, mas o nome mermo é Severino", "Severino"),
        ("não sou a Carla", None),
        ("pensei melhor aqui", None),
        ("vi no instagram", None),
        ("então", None),
        ("manda o preço", None),
        ("www.golpe.example", None),
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
    ("text", "name"),
    [
        ("Sou Marcelo, da Vértice Contabilidade", "Marcelo"),
        ("é Wagner com W", "Wagner"),
        ("+55 31 9 9123-4567 falar com Geraldo", "Geraldo"),
        ("oi, pensei melhor aqui", None),
        ("faz orçamento com logo", None),
    ],
)
def test_a_name_that_nobody_asked_for_must_be_introduced(text: str, name: str | None):
    assert find_name(read(text), asked=False) == name


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
        ("055 85 999123456", Contacts(phone="+5585999123456")),
        ("11 222 333 0001 81", Contacts(cnpj="11222333000181")),
        ("11.222.333/0001-81", Contacts(cnpj="11222333000181")),
        ("11.222.333.0001-81", Contacts(cnpj="11222333000181")),
        ("11-222-333-0001-81", Contacts(cnpj="11222333000181")),
        ("11 . 222 . 333 / 0001 - 81", Contacts(cnpj="11222333000181")),
        ("12 abc 345 01de 35", Contacts(cnpj="12ABC34501DE35")),
        ("cpf: 529.982.247/25", Contacts(cpf="52998224725")),
        ("529,982,247-25", Contacts(cpf="52998224725")),
        ("cinco dois nove, nove oito dois, dois quatro sete, 25", Contacts(cpf="52998224725")),
        ("meu cpf é 11987654321", Contacts()),
        ("0xx11 98765-4321", Contacts(phone="+5511987654321")),
        ("0 15 11 98765-4321", Contacts(phone="+5511987654321")),
        ("041 11 98765-4321", Contacts(phone="+5511987654321")),
        ("0055 11 98765 4321", Contacts(phone="+5511987654321")),
        ("11/98765-4321", Contacts(phone="+5511987654321")),
        ("11 9.8765.4321", Contacts(phone="+5511987654321")),
        ("ddd 11 número 987654321", Contacts(phone="+5511987654321")),
        ("98765-4321, ddd 11", Contacts(phone="+5511987654321")),
        ("https://wa.me/5511987654321", Contacts(phone="+5511987654321")),
        ("o número é vinte e um 998887766", Contacts(phone="+5521998887766")),
        ("meu zap é zero onze 98765 4321", Contacts(phone="+5511987654321")),
        ("onze, nove oito sete meia cinco, quatro três dois um", Contacts(phone="+5511987654321")),
        ("98765-4321", Contacts()),
        ("3333-4444", Contacts()),
        ("R$ 11.987,65", Contacts()),
        ("maria @ gmail.com", Contacts(email="maria@gmail.com")),
        ("maria@gmail. com", Contacts(email="maria@gmail.com")),
        ("ana(arroba)ana.com", Contacts(email="ana@ana.com")),
        ("ana[at]ana.com", Contacts(email="ana@ana.com")),
        ("joao traço silva arroba gmail ponto com", Contacts(email="joao-silva@gmail.com")),
        ("meu insta é @maria.doces", Contacts()),
        ("maria@", Contacts()),
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
