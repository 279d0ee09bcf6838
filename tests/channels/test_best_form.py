"""Each channel says it in its own best form: with a public address, pages hang under buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.house import House
from tests.channels.providers import Provider, Telegram, WhatsApp

PUBLIC_URL = "https://venda.example.com"


@pytest.mark.parametrize("provider", [Telegram, WhatsApp], ids=lambda each: each.channel)
def test_the_payment_page_hangs_under_a_button(provider: type[Provider], tmp_path: Path) -> None:
    with House(provider, tmp_path, PUBLIC_URL).open() as house:
        lead = house.provider.lead("Marina")
        house.hears(lead, "oi, preciso de uma landing page, sem pressa, até 2000 reais")
        house.taps(lead, "Aceitar proposta")
        asked = house.read_by(lead)[-1]

    assert asked.url is not None
    assert asked.url.startswith(f"{PUBLIC_URL}/p/")
    assert PUBLIC_URL not in asked.text
