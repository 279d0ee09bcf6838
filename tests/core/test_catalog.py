"""The catalogue is read or refused, with line and column; what is written reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.catalog import Catalog, ServicePackage, read_catalog, write_catalog
from autovenda_core.errors import CatalogError
from autovenda_core.testing.world import SAMPLE_CATALOG

HEADER = "id,name,aliases,price,delivery_days,deposit_percent,deliverables"
GOOD = {
    "id": "basico",
    "name": "Pacote Básico",
    "aliases": "landing page|página única",
    "price": '"1.500,00"',
    "delivery_days": "10",
    "deposit_percent": "50",
    "deliverables": "Página única|Formulário",
}


def line(**cells: str) -> str:
    return ",".join({**GOOD, **cells}.values())


def catalogue(*lines: str, header: str = HEADER) -> str:
    return "\n".join((header, *lines)) + "\n"


# ---------------------------------------------------------------------------- what is read


def test_a_line_becomes_a_package() -> None:
    catalog = read_catalog(catalogue(line()))

    assert catalog.packages == (
        ServicePackage(
            id="basico",
            name="Pacote Básico",
            price_centavos=150_000,
            delivery_days=10,
            deposit_percent=50,
            aliases=("landing page", "página única"),
            deliverables=("Página única", "Formulário"),
        ),
    )


@pytest.mark.parametrize(
    "source",
    [
        catalogue(line(price="1500")).replace(",", ";"),
        "\ufeff" + catalogue(line()),
        catalogue(line()).replace("\n", "\r\n"),
        catalogue(line()) + "\n\n",
        catalogue(line()).rstrip("\n"),
        catalogue(line(name='"Pacote Básico"', deliverables='"Página única|Formulário"')),
        catalogue(line(id=" basico ", aliases=" landing page | página única ||")),
        catalogue(line(), header=HEADER.replace(",", " , ")),
    ],
    ids=[
        "semicolons",
        "BOM",
        "CRLF",
        "blank lines",
        "no last newline",
        "quotes",
        "spaces",
        "header",
    ],
)
def test_however_a_spreadsheet_writes_it_it_is_the_same_catalogue(source: str) -> None:
    assert read_catalog(source) == read_catalog(catalogue(line()))


def test_columns_may_stand_in_another_order() -> None:
    names = list(reversed(GOOD))

    catalog = read_catalog(",".join(names) + "\n" + ",".join(GOOD[name] for name in names))

    assert catalog == read_catalog(catalogue(line()))


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break() -> None:
    catalog = read_catalog(
        catalogue(line(deliverables='"Blog, com comentários|Textos\nrevisados"'))
    )

    assert catalog.packages[0].deliverables == ("Blog, com comentários", "Textos\nrevisados")


def test_packages_keep_the_order_of_the_file() -> None:
    catalog = read_catalog(catalogue(line(id="b"), line(id="a"), line(id="c", price="900")))

    assert [package.id for package in catalog] == ["b", "a", "c"]
    assert catalog.by_id["a"].id == "a"
    assert catalog.cheapest.id == "c"


# ---------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("id", "Básico", "is not an id"),
        ("id", "", "is not an id"),
        ("id", "a" * 32, "at most 31 characters"),
        ("name", "", "a name of 1 to 60 characters"),
        ("name", "n" * 61, "a name of 1 to 60 characters"),
        ("price", "1500.00", "'1500.00' is not an amount like 1.750,00"),
        ("price", "grátis", "an amount like 1.750,00"),
        ("price", '"0,99"', "an amount from 1,00 to 999.999,99"),
        ("price", "1000000", "an amount from 1,00 to 999.999,99"),
        ("delivery_days", "dez", "a whole number from 1 to 365"),
        ("delivery_days", "0", "a whole number from 1 to 365"),
        ("delivery_days", "366", "a whole number from 1 to 365"),
        ("delivery_days", "²", "a whole number from 1 to 365"),
        ("delivery_days", "9" * 5000, "a whole number from 1 to 365"),
        ("deposit_percent", "0", "a whole number from 1 to 100"),
        ("deposit_percent", "101", "a whole number from 1 to 100"),
        ("deposit_percent", "50%", "a whole number from 1 to 100"),
        ("deliverables", " | ", "a list of what is delivered"),
    ],
)
def test_a_wrong_cell_is_named_with_what_is_expected(cell: str, value: str, expected: str) -> None:
    with pytest.raises(CatalogError) as caught:
        read_catalog(catalogue(line(id="certo"), line(**{cell: value})))

    assert (caught.value.line, caught.value.column) == (3, cell)
    assert f"line 3, column '{cell}'" in str(caught.value)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("source", "at_line", "column", "expected"),
    [
        ("", None, None, "the file is empty; expected the columns id, name"),
        ("\ufeff \n", None, None, "the file is empty"),
        (catalogue(), 1, None, "no package below it"),
        (catalogue(line(), header=HEADER.replace("price", "preço")), 1, "preço", "unknown column"),
        (catalogue(line(), header=HEADER.replace("price,", "")), 1, "price", "exactly once"),
        (catalogue(line(), header=HEADER + ",id"), 1, "id", "exactly once"),
        ("\n" + catalogue(line()), 1, "id", "exactly once"),
        (catalogue(line() + ",Blog"), 2, None, "a text with commas missing its quotes?"),
        (catalogue("basico,Pacote"), 2, "aliases", "the line ends before this column"),
        (catalogue(line(), line()), 3, "id", "'basico' is there twice"),
        (catalogue(line(name='"Pacote')), 2, None, "not CSV"),
        (catalogue(line(name='"Pacote" Básico')), 2, None, "not CSV"),
        (catalogue(line(), header='"' + HEADER), None, None, "not CSV"),
        (catalogue(line(price="1", deposit_percent="49")), 2, "price", "below R$ 0,50"),
        ("PK\x03\x04\x14\x00\x06\x00\x08\x00!", 1, "PK", "unknown column"),
        ("%PDF-1.7\n%âãÏÓ\n", 1, "%PDF-1.7", "unknown column"),
        ("<html><body>404</body></html>", 1, "<html>", "unknown column"),
    ],
)
def test_a_wrong_file_is_refused_where_it_goes_wrong(
    source: str, at_line: int | None, column: str | None, expected: str
) -> None:
    with pytest.raises(CatalogError) as caught:
        read_catalog(source)

    assert expected in str(caught.value)
    assert at_line is None or caught.value.line == at_line
    assert column is None or (caught.value.column or "").startswith(column)


@given(st.text(max_size=200) | st.text(max_size=80).map(lambda text: catalogue(text)))
def test_any_text_is_a_catalogue_or_a_catalogue_error(source: str) -> None:
    try:
        catalog = read_catalog(source)
    except CatalogError:
        return

    assert catalog.packages


# ---------------------------------------------------------------------------- round trip

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="|"),
    min_size=1,
    max_size=20,
).map(lambda text: text.strip() or "x")
lists = st.lists(words, min_size=1, max_size=4).map(tuple)
packages = st.builds(
    ServicePackage,
    id=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,30}", fullmatch=True),
    name=words,
    price_centavos=st.integers(5_000, 99_999_999),
    delivery_days=st.integers(1, 365),
    deposit_percent=st.integers(1, 100),
    aliases=st.just(()) | lists,
    deliverables=lists,
)
catalogs = st.lists(packages, min_size=1, max_size=5, unique_by=lambda package: package.id).map(
    lambda found: Catalog(tuple(found))
)


@given(catalogs)
def test_a_catalogue_that_was_written_reads_back_as_itself(catalog: Catalog) -> None:
    assert read_catalog(write_catalog(catalog)) == catalog


@given(catalogs)
def test_deposit_and_balance_of_a_package_are_its_price(catalog: Catalog) -> None:
    for package in catalog:
        assert 0 < package.deposit_centavos <= package.price_centavos


def test_a_written_catalogue_can_be_edited_by_hand() -> None:
    first, second, *_ = write_catalog(SAMPLE_CATALOG).splitlines()

    assert first == HEADER
    assert second.startswith('basico,Pacote Básico,landing page|página única,"1500,00",10,50,')
