"""Values that the tests of pages and documents start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from adapters.http.pages import Site
from autovenda_core.model import Offer
from autovenda_core.values import replace

SITE = Site("Estúdio Aurora", "Rafa", contact="oi@aurora.example")
TUESDAY = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
OFFER = Offer(
    number="2026-0042-1",
    version=1,
    package_id="site",
    title="Site institucional",
    deliverables=("Até 5 páginas", "Formulário de contato"),
    total_centavos=350_001,
    deposit_centavos=175_000,
    delivery_days=15,
    offered_at=TUESDAY,
    # The last second of the 17th in São Paulo is already the 18th in UTC.
    valid_until=datetime(2026, 3, 18, 2, 59, 59, tzinfo=UTC),
)


def offer(**changes: Any) -> Offer:
    """The sample offer with changes."""
    return replace(OFFER, **changes)
