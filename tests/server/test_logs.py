"""Log lines: what we pass on purpose, and nothing that may quote a lead."""

from __future__ import annotations

import io
import json
import logging

import pytest

from apps.logs import log_as_json, note


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    log_as_json(stream)
    return stream


def test_a_note_is_one_line_of_json(written: io.StringIO) -> None:
    note(logging.getLogger("apps.test"), "sold", conversation="abc", centavos=75_000)

    line = json.loads(written.getvalue())
    assert (line["event"], line["conversation"], line["centavos"]) == ("sold", "abc", 75_000)
    assert line["level"] == "info"
    assert line["at"].endswith("+00:00")


def test_an_exception_is_told_without_its_words(written: io.StringIO) -> None:
    try:
        int("o lead disse: 11 98765-4321")
    except ValueError:
        logging.getLogger("apps.test").exception("it broke")

    line = json.loads(written.getvalue())
    assert line["error"] == "ValueError"
    assert line["where"][-1].startswith(__file__)
    assert "98765" not in written.getvalue()


@pytest.mark.parametrize("name", ["asyncio", "sqlalchemy.pool", "some.library"])
def test_other_packages_cannot_quote_anybody(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("broken by %s", "11 98765-4321")

    assert json.loads(written.getvalue())["logger"] == name
    assert "98765" not in written.getvalue()


def test_other_packages_tell_only_of_trouble(written: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://api.example.com/token")

    assert written.getvalue() == ""
