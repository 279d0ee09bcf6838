"""
What is wrong in a file, in the operator's language.

The core tells it in English, to whoever writes files by hand; here the same sentences are said in
pt-BR.  One that is not known here is passed on as it is: better than nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["in_portuguese"]


class _Saying(NamedTuple):
    pattern: re.Pattern[str]
    words: str
    """With \\1, \\2… for what the pattern caught."""


def _sayings(*pairs: tuple[str, str]) -> tuple[_Saying, ...]:
    return tuple(_Saying(re.compile(pattern, re.DOTALL), words) for pattern, words in pairs)


_SAYINGS = _sayings(
    # The catalogue.
    (
        r"the file is empty; expected the columns (.*)",
        r"o arquivo está vazio; faltam as colunas \1",
    ),
    (
        r"there is a header but no package below it",
        "há um cabeçalho, mas nenhum pacote abaixo dele",
    ),
    (r"not CSV: .*", "não dá para ler como CSV; confira as aspas"),
    (r"unknown column; expected (.*)", r"esta coluna não existe; as colunas são \1"),
    (
        r"this column must be there exactly once",
        "esta coluna precisa aparecer uma vez, e só uma",
    ),
    (
        r"more cells than columns; .*",
        "há mais células do que colunas; um texto com vírgulas está sem aspas?",
    ),
    (r"the line ends before this column", "a linha termina antes desta coluna"),
    (r"(.*) is there twice", r"\1 aparece duas vezes"),
    (
        r"(.*) is not a whole number from (\d+) to (\d+)",
        r"\1 não é um número inteiro de \2 a \3",
    ),
    (
        r"(.*) is not an id \(.*\)",
        r"\1 não é um código: use letras minúsculas sem acento, números, - e _, no máximo 31",
    ),
    (
        r"(.*) is not a name of 1 to 60 characters",
        r"\1 não é um nome de 1 a 60 caracteres",
    ),
    (r"(.*) is not an amount like 1\.750,00", r"\1 não é um valor como 1.750,00"),
    (
        r"(.*) is not an amount from 1,00 to 999\.999,99",
        r"\1 não é um valor de 1,00 a 999.999,99",
    ),
    (
        r"(.*) is not a list of what is delivered, separated by \|",
        r"\1 não é uma lista do que é entregue, separada por |",
    ),
    (
        r"the deposit is below R\$ 0,50, .*",
        "o sinal fica abaixo de R$ 0,50, o mínimo que se pode cobrar",
    ),
    # Texts and questions.
    (
        r"not TOML: .*?(?:\(at (?:line (\d+), column (\d+)|end of document)\))?",
        "não é um TOML válido",
    ),
    (
        r"too many lines, tables or parts of a key to be read",
        "o arquivo tem linhas ou seções demais para ser lido",
    ),
    (
        r"has a value that is too large to be read",
        "o arquivo tem um valor grande demais para ser lido",
    ),
    (r"there is no text called (.*)", r"não existe um texto chamado \1"),
    (r"must be a table with `texto`", "precisa ser uma seção com `texto`"),
    (
        r"must be a table with `pergunta` and `quando`",
        "precisa ser uma seção com `pergunta` e `quando`",
    ),
    (
        r"must be called by 1 to 40 of a-z, 0-9 and _",
        "precisa ter um código de 1 a 40 letras minúsculas sem acento, números e _",
    ),
    (r"has (.*); expected (texto, .*|pergunta, .*)", r"tem \1, que não existe; use \2"),
    (r"needs a `texto` that is not empty", "precisa de um `texto` que não esteja vazio"),
    (
        r"needs a `pergunta` of 1 to (\d+) characters",
        r"precisa de uma `pergunta` de 1 a \1 caracteres",
    ),
    (
        r"needs `quando`, a list of the words that show it",
        "precisa de `quando`, uma lista das palavras que mostram a pergunta",
    ),
    (
        r"`quando` has (.*); expected words with a space between them, "
        r"and \* only after (\d+) or more letters",
        r"`quando` tem \1; use palavras com um espaço entre elas, e * só depois de \2 letras",
    ),
    (r"`resposta` must be a text", "`resposta` precisa ser um texto"),
    (
        r"`([\w.]+)` is (\d+) characters long; at most (\d+) fit",
        r"`\1` tem \2 caracteres; cabem no máximo \3",
    ),
    (
        r"`([\w.]+)` has a \{ or \} that belongs to no \{placeholder\}",
        r"`\1` tem uma { ou } sozinha, que não forma uma {palavra}",
    ),
    (
        r"`([\w.]+)` uses (\{\w+\}); it can use (.*)",
        r"`\1` usa \2, que não existe aqui; dá para usar \3",
    ),
    (r"`botoes` must be a list of titles", "`botoes` precisa ser uma lista de títulos"),
    (r"has (\d+) buttons; at most 3 fit", r"tem \1 botões; cabem no máximo 3"),
    (r"has (\d+) buttons; expected (\d+)", r"tem \1 botões; precisa ter \2"),
    (r"`botao_link` must be a title", "`botao_link` precisa ser um título"),
    (
        r"the button (.*) must have 1 to (\d+) characters",
        r"o botão \1 precisa ter de 1 a \2 caracteres",
    ),
    (r"must have `botao_link`", "precisa ter `botao_link`"),
    (r"can have no `botao_link`", "não pode ter `botao_link`"),
    (
        r"has a `modelo` that is not a table of `nome` and `texto`",
        "tem um `modelo` que não é uma seção com `nome` e `texto`",
    ),
    (
        r"has a `modelo\.nome` that is not .*",
        "tem um `modelo.nome` que não é de 1 a 60 letras minúsculas sem acento, números e _",
    ),
    (
        r"has a `modelo\.texto` that is not 1 to (\d+) characters long",
        r"tem um `modelo.texto` que não tem de 1 a \1 caracteres",
    ),
    (
        r"has a `modelo\.texto` that begins or ends with a placeholder",
        "tem um `modelo.texto` que começa ou termina com uma {palavra}",
    ),
    (
        r"has \{nome\} in its `modelo\.texto`, .*",
        "tem {nome} em `modelo.texto`, que ninguém pode deixar vazio",
    ),
)

_PLACE = re.compile(r"catalogue, (?:line \d+)?(?:, )?(?:column '(?P<column>[^']*)')?: ")
_TABLE = re.compile(r"\[(?P<table>[^\]]*)\] ")


def in_portuguese(message: str) -> str:
    """The message of a `FileProblem`; where it is (the line) is told beside it."""
    if (place := _PLACE.match(message)) is not None:
        where = f"coluna “{place['column']}”: " if place["column"] else ""
        return where + _said(message[place.end() :])
    if (table := _TABLE.match(message)) is not None:
        return f"[{table['table']}] {_said(message[table.end() :])}"
    return _said(message.removeprefix("catalogue: "))


def _said(message: str) -> str:
    for saying in _SAYINGS:
        if (found := saying.pattern.fullmatch(message)) is not None:
            return found.expand(saying.words)
    return message
