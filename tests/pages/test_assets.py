"""Everything a page loads is ours, so a strict policy can forbid the rest."""

from __future__ import annotations

import re

import pytest

from adapters.http.pages import SECURITY_HEADERS, error_page, static_files
from autovenda_core.errors import ConfigurationError
from tests.pages.samples import SITE
from tests.pages.test_pages import every_page


def test_pages_load_nothing_but_the_static_files() -> None:
    served = set(static_files(SITE.colour))

    loaded = {
        path
        for page in every_page("x")
        for element in page.all("link", "script", "img", "iframe", "source")
        for path in (element.attributes.get("href"), element.attributes.get("src"))
        if path
    }

    assert loaded == served


def test_pages_have_no_inline_script_or_style() -> None:
    for page in every_page("x"):
        inline = [n for e in page.elements for n in e.attributes if n == "style" or n[:2] == "on"]
        assert inline == []
        assert page.all("style") == []
        assert all("src" in script.attributes for script in page.all("script"))


def test_static_files_load_nothing_from_elsewhere() -> None:
    for file in static_files(SITE.colour).values():
        assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/2000/svg)", file.content)


def test_a_changed_colour_changes_the_address_of_the_stylesheet() -> None:
    one, other = static_files("#112233"), static_files("#445566")

    assert {p for p in one if p.endswith(".css")}.isdisjoint(other)
    assert {p for p in one if p.endswith(".js")} <= set(other)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#112233;}body{", ""])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    with pytest.raises(ConfigurationError, match="colour"):
        static_files(colour)


def test_the_policy_forbids_foreign_and_inline_code_and_keeps_the_address_private() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert SECURITY_HEADERS["Referrer-Policy"] == "no-referrer"


def test_the_scripts_stay_small() -> None:
    scripts = [f for f in static_files(SITE.colour).values() if f.path.endswith(".js")]

    assert scripts
    assert [script.path for script in scripts if len(script.content) >= 2048] == []


def test_a_page_is_the_same_every_time() -> None:
    assert error_page(SITE, 404) == error_page(SITE, 404)
