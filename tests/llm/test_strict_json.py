"""An answer is one JSON object and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.llm.strict_json import LONGEST, read_object


@pytest.mark.parametrize(
    "text",
    [
        '{"need": "um site"}',
        '  {"need": "um site"}\n',
        '```json\n{"need": "um site"}\n```',
        '```\n{"need": "um site"}\n```\n',
        '```JSON\n\n{"need": "um site"}\n\n```',
    ],
)
def test_an_object_is_read_with_or_without_a_code_fence(text: str) -> None:
    assert read_object(text) == {"need": "um site"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Claro! Aqui está.",
        'Claro: {"need": null}',
        '{"need": null} Espero ter ajudado!',
        '{"need": null}{"need": null}',
        '```json\n{"need": null}\n``` pronto',
        '```json\n{"need": null}',
        '```yaml\n{"need": null}\n```',
        "[]",
        '"{}"',
        "null",
        '{"need": null',
        "{'need': null}",
        '{"need": null,}',
    ],
)
def test_what_is_not_exactly_one_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the reasons are for programmers
        read_object(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"need": "a", "need": "b"}', "twice"),
        ('{"package": {"quote": "a", "quote": "b"}}', "twice"),
        ('{"need": NaN}', "number"),
        ('{"need": -Infinity}', "number"),
        ('{"need": 1}', "number"),
        ('{"need": 1e999}', "number"),
        ('{"need": ' + "9" * 10_000 + "}", "number"),
        ('{"need": "' + "a" * LONGEST + '"}', "too long"),
        ('{"need": ' + "[" * 9_000 + "]" * 9_000 + "}", "too deep"),
    ],
)
def test_what_could_mean_two_things_or_cost_too_much_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_object(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_object(text)
    except ValueError:
        return

    assert isinstance(found, dict)
