"""The basics that let everybody use the pages, on all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pages.colour import MIN_CONTRAST, Colour, contrast, lettering_on, readable_on
from tests.pages.parsed import Element, Page
from tests.pages.test_pages import every_page

PAGES = every_page("x")
colours = st.builds(Colour, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


@pytest.fixture(params=range(len(PAGES)))
def page(request: pytest.FixtureRequest) -> Page:
    return PAGES[request.param]


def ids(page: Page) -> list[str]:
    return [e.attributes["id"] or "" for e in page.elements if "id" in e.attributes]


def is_labelled(page: Page, control: Element) -> bool:
    labels = [e.text.strip() for e in page.all("label") if e.attributes.get("for")]
    targets = [e.attributes.get("for") for e in page.all("label")]
    return all(labels) and targets.count(control.attributes["id"]) == 1


def test_a_page_says_that_it_is_portuguese_and_has_one_title_and_one_heading(page: Page) -> None:
    assert page.one("html").attributes["lang"] == "pt-BR"
    assert page.one("title").text.strip()
    assert page.one("h1").text.strip()


def test_ids_are_unique(page: Page) -> None:
    assert len(ids(page)) == len(set(ids(page)))


def test_every_control_has_its_label(page: Page) -> None:
    assert all(is_labelled(page, control) for control in page.all("input", "textarea"))


def test_every_group_of_options_has_a_legend(page: Page) -> None:
    assert len(page.all("fieldset")) == len(page.all("legend"))


def test_every_reference_leads_to_an_element_of_the_page(page: Page) -> None:
    references = [
        reference
        for element in page.elements
        for name in ("aria-describedby", "aria-labelledby", "for")
        for reference in (element.attributes.get(name) or "").split()
    ]

    assert set(references) <= set(ids(page))


def test_a_page_can_be_zoomed(page: Page) -> None:
    (viewport,) = [m for m in page.all("meta") if m.attributes.get("name") == "viewport"]

    assert "scalable" not in (viewport.attributes["content"] or "")


@given(colours, colours)
def test_a_brand_colour_is_moved_until_it_can_be_read(background: Colour, brand: Colour) -> None:
    assert contrast(background, readable_on(background, brand)) >= MIN_CONTRAST


@given(colours)
def test_a_brand_colour_that_can_be_read_is_left_alone(brand: Colour) -> None:
    white = Colour(255, 255, 255)

    assert (readable_on(white, brand) == brand) == (contrast(white, brand) >= MIN_CONTRAST)


@given(colours)
def test_lettering_can_be_read_on_any_brand_colour(brand: Colour) -> None:
    assert contrast(brand, lettering_on(brand)) >= MIN_CONTRAST
