"""Which package a text names or picks."""

from __future__ import annotations

import pytest

from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.model import Expecting
from autovenda_core.understanding import match_package
from autovenda_core.understanding.packages import edit_distance
from tests.language.corpus import CATALOG, say


@pytest.mark.parametrize(
    ("text", "package_id"),
    [
        ("loja virtual pra minha clínica", "premium"),
        ("LANDING PAGES", "basico"),
        ("um site institucional", "profissional"),
        ("algo institucional", "profissional"),
        ("profisional", "profissional"),
        ("premuim", "premium"),
        ("um site", None),
        ("landing page ou loja virtual", None),
        ("um bolo", None),
    ],
)
def test_a_need_is_matched_to_the_one_package_it_names(text: str, package_id: str | None):
    assert match_package(text, CATALOG) == package_id


def test_a_longer_name_wins_over_one_inside_it():
    catalog = Catalog(
        (
            ServicePackage("site", "Site", 100000, 10),
            ServicePackage("site-pro", "Site Pro", 200000, 10),
        )
    )

    assert match_package("quero o site pro", catalog) == "site-pro"
    assert match_package("quero o site", catalog) == "site"


@pytest.mark.parametrize(
    ("text", "package_id"),
    [
        ("1", "basico"),
        ("2️⃣", "profissional"),
        ("nº 3", "premium"),
        ("a segunda", "profissional"),
        ("fico com o do meio", "profissional"),
        ("o último", "premium"),
        ("o mais barato", "basico"),
        ("o de 3500", "profissional"),
        ("não quero o básico, quero o premium", "premium"),
        ("4", None),
    ],
)
def test_an_option_is_picked_by_number_place_or_price(text: str, package_id: str | None):
    assert say(text, Expecting.PACKAGE).slots.package_id == package_id


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("premium", "premium", 0),
        ("premiun", "premium", 1),
        ("premuim", "premium", 1),
        ("ásico", "asico", 1),
        ("", "abc", 3),
        ("abc", "cab", 2),
    ],
)
def test_edit_distance_counts_single_slips(one: str, other: str, distance: int):
    assert edit_distance(one, other) == distance
    assert edit_distance(other, one) == distance
