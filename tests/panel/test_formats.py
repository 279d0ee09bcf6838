"""Numbers, money and times in the panel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.panel import formats

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "12:00"),
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), "ontem 23:59"),
        (datetime(2026, 11, 3, 15, 0, tzinfo=UTC), "03/11 12:00"),
        (datetime(2025, 11, 23, 15, 0, tzinfo=UTC), "23/11/2025"),
        (None, "—"),
    ],
)
def test_a_moment_is_as_short_as_it_can_be_and_local(at: datetime | None, words: str) -> None:
    assert formats.moment(at, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "—"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3_600, "1 h"),
        (7_500, "2 h 05 min"),
        (37_500, "10 h"),
        (86_400, "1 dia"),
        (200_000, "2 dias"),
    ],
)
def test_a_duration_has_the_unit_that_tells_most(seconds: float | None, words: str) -> None:
    assert formats.duration(seconds) == words


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (timedelta(hours=2), "faltam 2 h"),
        (timedelta(days=1), "falta 1 dia"),
        (-timedelta(seconds=5), "acabou agora"),
        (-timedelta(days=2), "acabou há 2 dias"),
    ],
)
def test_what_ends_says_how_long_it_has(step: timedelta, words: str) -> None:
    assert formats.left(NOW + step, NOW) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "sem prazo ainda"),
        (date(2026, 11, 23), "vence hoje"),
        (date(2026, 11, 24), "falta 1 dia"),
        (date(2026, 11, 28), "faltam 5 dias"),
        (date(2026, 11, 21), "atrasado há 2 dias"),
    ],
)
def test_a_deadline_is_counted_in_local_days(day: date | None, words: str) -> None:
    assert formats.in_days(day, NOW) == words


def test_late_in_the_evening_it_is_still_today() -> None:
    """23:30 in Brasília is tomorrow in UTC."""
    late = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

    assert formats.in_days(date(2026, 11, 23), late) == "vence hoje"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+5511987654321", "(11) 98765-4321"),
        ("+551132345678", "(11) 3234-5678"),
        ("+351912345678", "+351912345678"),
        (None, "—"),
    ],
)
def test_a_brazilian_phone_is_written_as_people_write_it(number: str | None, words: str) -> None:
    assert formats.phone(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12345678909", "123.456.789-09"),
        ("12345678000195", "12.345.678/0001-95"),
        ("12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("123", "123"),
        (None, "—"),
    ],
)
def test_a_document_has_its_dots(number: str | None, words: str) -> None:
    assert formats.document(number) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("João D’Ávila-Melo", "João D’Ávila-Melo"),
        ("**Zé** ![x](https://evil.example/x.png)", "Zé x https evil example x png"),
        (":red[oi] $x^2$ `y` <b>", "red oi x 2 y b"),
        (":material/home:", "material home"),
        ("1. um\n# dois", "1 um dois"),
        ("🙂", "Sem nome"),
        (None, "Sem nome"),
    ],
)
def test_a_label_has_nothing_left_that_is_markdown(text: str | None, words: str) -> None:
    assert formats.label(text) == words


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("fachada da loja.png", "fachada da loja.png"),
        ("../../etc/passwd", "_.._etc_passwd"),
        (".bashrc", "bashrc"),
        (None, "image.png"),
        ("", "image.png"),
    ],
)
def test_a_file_is_saved_under_a_harmless_name(given: str | None, name: str) -> None:
    assert formats.file_name(given, "image", "image/png") == name


@pytest.mark.parametrize(
    ("size", "words"), [(None, ""), (10, "1 kB"), (48_000, "48 kB"), (1_250_000, "1,2 MB")]
)
def test_a_size_is_rounded(size: int | None, words: str) -> None:
    assert formats.size(size) == words
