"""One server for each module of journeys, and an operator with a phone and one with a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import open_chromium
from tests.panel_browser.office import Desk, Office

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(tmp_path_factory.mktemp("office")).open() as office:
        yield office


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with open_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="module", params=SCREENS)
def desk(request: pytest.FixtureRequest, chromium: Any, office: Office) -> Iterator[Desk]:
    """The owner, signed in."""
    context = chromium.new_context(
        viewport=SCREENS[request.param], locale="pt-BR", timezone_id="America/Sao_Paulo"
    )
    desk = Desk(context.new_page(), office)
    desk.sign_in()
    yield desk
    context.close()
