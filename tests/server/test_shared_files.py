"""Documents that a provider fetches: by an address that nobody can make, guess or keep."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from apps.server.limiting import Limits
from autovenda_core.ports.channel import Document

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options

PUBLIC_URL = "https://venda.example.com"
PDF = Document("proposta nº 1-1.pdf", "application/pdf", b"%PDF-1.7 made up")


def share(desk: Desk, document: Document = PDF) -> str:
    """The path of a document that was shared just now."""
    url = desk.run(desk.application.shared_files.share(document))
    assert url.startswith(f"{PUBLIC_URL}/arquivo/")
    return url.removeprefix(PUBLIC_URL)


def test_a_document_is_fetched_as_it_was_shared(desk: Desk) -> None:
    answer = desk.get(share(desk))

    assert (answer.status_code, answer.content) == (200, PDF.content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert "proposta%20n%C2%BA%201-1.pdf" in answer.headers["content-disposition"]


def test_the_address_ends_with_the_name_of_the_file(desk: Desk) -> None:
    assert share(desk).endswith("/proposta%20n%C2%BA%201-1.pdf")


def test_an_address_lasts_for_a_day(desk: Desk) -> None:
    path = share(desk)

    desk.clock.advance(timedelta(hours=23, minutes=59))
    before = desk.get(path)
    desk.clock.advance(timedelta(minutes=1))
    after = desk.get(path)

    assert (before.status_code, after.status_code) == (200, 404)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path[:-1],
        lambda path: path.replace("/arquivo/", "/arquivo/A"),
        lambda path: path.rpartition("/")[0] + "/outra.pdf",
        lambda _: "/arquivo/secret/secret",
        lambda _: "/arquivo/..%2Fautovenda.db/x",
    ],
)
def test_any_other_address_leads_nowhere(desk: Desk, change: object) -> None:
    assert callable(change)

    assert desk.get(change(share(desk))).status_code == 404


def test_the_link_of_a_page_opens_no_file(desk: Desk) -> None:
    token = desk.payment.rpartition("/")[2]

    assert desk.get(f"/arquivo/{token}/x.pdf").status_code == 404


def test_a_file_that_is_gone_leads_nowhere(desk: Desk) -> None:
    path = share(desk)
    for file in (desk.application.settings.data_dir / "media").iterdir():
        file.unlink()

    assert desk.get(path).status_code == 404


def test_only_we_can_read_what_is_kept(desk: Desk) -> None:
    share(desk)

    folder = desk.application.settings.data_dir / "media"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())]
    assert modes == [0o700, 0o600]


class TestAFlood:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.limits = Limits(unverified=3)
        return options

    def test_guesses_are_held_and_providers_are_not(self, desk: Desk) -> None:
        path = share(desk)

        guesses = [desk.get("/arquivo/guess/x").status_code for _ in range(5)]
        fetched = [desk.get(path).status_code for _ in range(5)]

        assert guesses == [404, 404, 404, 429, 429]
        assert fetched == [200] * 5
