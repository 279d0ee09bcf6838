"""`autovenda interpret`: a JSON line for each JSON line, whatever it is given."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from apps.catalog_json import read_catalog_json
from apps.cli import main
from apps.interpret import LINE_BYTES, Interpreter, intent_of, interpret_lines, read_catalog_file
from autovenda_core.catalog import write_catalog
from autovenda_core.errors import CatalogError, ConfigurationError
from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.testing.world import SAMPLE_CATALOG
from tests.language import corpus

PACKAGES = (
    {"id": "loja", "position": 2, "name": "Loja", "price": 4500.5, "delivery_days": 30},
    {"id": "site", "position": 1, "name": "Site", "price": 19.99, "delivery_days": 10},
)
INTERPRETER = Interpreter(corpus.CATALOG, corpus.CALENDAR, corpus.TUESDAY)


def as_json(*packages: Any, **fields: Any) -> str:
    return json.dumps({"packages": packages, **fields})


def answers(*lines: bytes) -> list[dict[str, Any]]:
    said = interpret_lines(INTERPRETER, io.BytesIO(b"".join(line + b"\n" for line in lines)))
    return [json.loads(line) for line in said]


def answer(text: str, expecting: str | None = None) -> dict[str, Any]:
    return answers(json.dumps({"text": text, "expecting": expecting}).encode())[0]


class TestAnswers:
    def test_every_slot_is_there_and_null_where_nothing_was_said(self) -> None:
        said = answer("obrigado")

        assert list(said) == ["acts", "slots", "intent", "micros"]
        assert said["slots"] == dict.fromkeys(
            ("need", "package", "name", "budget", "deadline", "email", "phone", "cpf", "cnpj")
        )

    def test_money_is_in_centavos_and_days_are_iso_dates(self) -> None:
        slots = answer("de 2 a 3 mil, até dia 20", "budget")["slots"]

        assert slots["budget"] == {"from": 200_000, "to": 300_000}
        assert slots["deadline"] == {"from": "2026-03-10", "to": "2026-03-20", "special": None}

    def test_a_deadline_without_a_day_has_a_word_for_it(self) -> None:
        slots = answer("o quanto antes", "deadline")["slots"]

        assert slots["deadline"] == {"from": None, "to": None, "special": "asap"}

    def test_a_budget_that_was_asked_for_and_is_unknown_has_no_ends(self) -> None:
        assert answer("não sei", "budget")["slots"]["budget"] == {"from": None, "to": None}

    def test_the_price_of_a_counter_offer_stands_in_the_budget(self) -> None:
        said = answer("faz por 1000 que eu fecho", "accept")

        assert said["acts"][0]["act"] == "negotiate"
        assert said["slots"]["budget"]["to"] == 100_000

    def test_people_are_reached_by_what_they_wrote(self) -> None:
        slots = answer("sou a Ana, 11 98765-4321, ana@exemplo.com.br", "contact")["slots"]

        assert (slots["phone"], slots["email"]) == ("+5511987654321", "ana@exemplo.com.br")

    def test_the_first_act_is_the_one_that_is_handled_first(self) -> None:
        said = answer("sim, mas quanto fica o premium?", "accept")

        assert said["acts"][0]["act"] == "ask_price"
        assert said["intent"] == "question"
        assert said["slots"]["package"] == "premium"

    def test_every_act_says_how_sure_and_by_which_rule(self) -> None:
        (act,) = answer("quero falar com uma pessoa")["acts"]

        assert set(act) == {"act", "confidence", "rule"}
        assert 0 < act["confidence"] <= 1
        assert act["rule"]

    def test_without_a_word_about_it_nothing_was_asked(self) -> None:
        (said,) = answers(b'{"text": "uns 3k"}')

        assert said["acts"] == answer("uns 3k", "none")["acts"]

    @pytest.mark.parametrize("expecting", list(Expecting))
    def test_every_question_of_the_bot_is_known(self, expecting: Expecting) -> None:
        assert "error" not in answer("sim", expecting)


class TestIntents:
    def test_every_act_has_the_intent_of_the_label_guide(self) -> None:
        intents = {
            intent: {str(act) for act in Act if intent_of(act) == intent}
            for intent in ("buy", "question", "support")
        }

        assert intents == {
            "buy": {
                *("buy", "affirm", "accept", "choose_package", "claim_paid"),
                *("give_name", "give_budget", "give_deadline", "give_contact"),
            },
            "question": {"ask_price", "ask_info", "negotiate"},
            "support": {"support", "ask_status", "handoff"},
        }

    @pytest.mark.parametrize("act", ["greet", "thanks", "bye", "stop", "deny", "defer"])
    def test_what_is_none_of_them_is_unknown(self, act: str) -> None:
        assert intent_of(Act(act)) == "unknown"


class TestBadLines:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b"oi", "not JSON"),
            (b"", "not JSON"),
            (b'{"text": "\xff"}', "not UTF-8"),
            (b"[" * 60_000, "not JSON"),
            (b'["oi"]', "not a JSON object"),
            (b"{}", "`text` is missing"),
            (b'{"text": 7}', "not a string"),
            (b'{"text": "oi", "expecting": "price"}', "'price'; it is one of none, name"),
            (b'{"text": "oi", "expecting": ["pay"]}', "it is one of"),
            (b'{"text": "' + b"a" * LINE_BYTES + b'"}', "longer than"),
        ],
    )
    def test_one_is_an_error_with_its_number_and_the_next_is_read(
        self, line: bytes, reason: str
    ) -> None:
        good = b'{"text": "oi"}'

        first, bad, last = answers(good, line, good)

        assert bad["error"].startswith("line 2: ")
        assert reason in bad["error"]
        assert first["acts"] == last["acts"]

    def test_a_line_that_is_far_too_long_is_one_error(self) -> None:
        endless = b'{"text": "' + b"a" * (5 * LINE_BYTES) + b'"}'

        bad, good = answers(endless, b'{"text": "tchau"}')

        assert set(bad) == {"error"}
        assert good["acts"][0]["act"] == "bye"

    def test_a_last_line_without_an_end_is_read(self) -> None:
        (said,) = interpret_lines(INTERPRETER, io.BytesIO(b'{"text": "oi"}'))

        assert json.loads(said)["acts"][0]["act"] == "greet"

    def test_a_file_may_begin_with_a_byte_order_mark(self) -> None:
        said, other = answers(b'\xef\xbb\xbf{"text": "oi"}', b'\xef\xbb\xbf{"text": "oi"}')

        assert said["acts"][0]["act"] == "greet"
        assert set(other) == {"error"}

    def test_half_a_character_is_no_reason_to_stop(self) -> None:
        (said,) = interpret_lines(INTERPRETER, io.BytesIO(rb'{"text": "meu nome \ud800"}' + b"\n"))

        assert said.isascii()
        assert json.loads(said)["acts"]


class TestCatalogues:
    def test_prices_go_to_centavos_without_a_float_between(self) -> None:
        catalog = read_catalog_json(as_json(*PACKAGES))

        assert [package.price_centavos for package in catalog] == [1_999, 450_050]

    def test_positions_order_the_packages(self) -> None:
        catalog = read_catalog_json(as_json(*PACKAGES))

        assert [package.id for package in catalog] == ["site", "loja"]

    def test_what_is_absent_has_a_default(self) -> None:
        package = next(iter(read_catalog_json(as_json(PACKAGES[0]))))

        assert (package.deposit_percent, package.aliases, package.deliverables) == (50, (), ())

    def test_a_package_may_have_its_own_deposit(self) -> None:
        catalog = read_catalog_json(
            as_json({**PACKAGES[0], "deposit_percent": 30}, PACKAGES[1], deposit_percent=40)
        )

        assert [package.deposit_percent for package in catalog] == [40, 30]

    def test_csv_and_json_are_told_apart_by_what_they_contain(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("\ufeff" + write_catalog(SAMPLE_CATALOG), "utf-8")
        (tmp_path / "b").write_text("\ufeff\n" + as_json(*PACKAGES), "utf-8")

        assert read_catalog_file(tmp_path / "a") == SAMPLE_CATALOG
        assert len(read_catalog_file(tmp_path / "b").packages) == 2

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ('{"packages": [}', "line 1: not JSON"),
            ('{"packages": NaN}', "NaN is not a number"),
            ("[" * 100_000, "not JSON"),
            ("[]", "the file: "),
            ("{}", "packages: Field required"),
            (as_json(), "packages: "),
            (as_json(*PACKAGES, currency="USD"), "currency: "),
            (as_json(PACKAGES[0], {**PACKAGES[1], "price": "caro"}), "packages 2 price: "),
            (as_json({**PACKAGES[0], "price": 19.999}), "packages 1 price: "),
            (as_json({**PACKAGES[0], "price": 0}), "packages 1 price: "),
            (as_json({**PACKAGES[0], "id": "Loja Nova"}), "packages 1 id: "),
            (as_json({**PACKAGES[0], "aliases": [""]}), "packages 1 aliases 1: "),
            (as_json(PACKAGES[0], PACKAGES[0]), "twice"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(self, source: str, words: str) -> None:
        with pytest.raises(CatalogError) as caught:
            read_catalog_json(source)

        assert words in str(caught.value)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"nowhere\.csv cannot be read"):
            read_catalog_file(tmp_path / "nowhere.csv")


class TestTheCommand:
    @pytest.fixture
    def catalog(self, tmp_path: Path) -> str:
        path = tmp_path / "catalogo.csv"
        path.write_text(write_catalog(SAMPLE_CATALOG), "utf-8")
        return str(path)

    @pytest.mark.parametrize(
        ("now", "day"),
        [
            ("2026-03-10T23:30", "2026-03-11"),
            ("2026-03-11T02:30Z", "2026-03-11"),
            ("2026-03-11T03:30+00:00", "2026-03-12"),
        ],
    )
    def test_tomorrow_comes_after_the_day_in_sao_paulo(
        self,
        catalog: str,
        now: str,
        day: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        asked = io.BytesIO(b'{"text": "amanh\xc3\xa3", "expecting": "deadline"}\n')
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(asked))

        code = main(["interpret", "--catalog", catalog, "--now", now])

        assert code == 0
        assert json.loads(capsys.readouterr().out)["slots"]["deadline"]["to"] == day

    def test_a_moment_that_is_none_is_refused(
        self, catalog: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            main(["interpret", "--catalog", catalog, "--now", "ontem"])

        assert "'ontem' is not like" in capsys.readouterr().err

    def test_a_wrong_catalogue_is_refused_with_its_place(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "errado.json").write_text(as_json())

        code = main(["interpret", "--catalog", str(tmp_path / "errado.json")])

        assert code == 2
        assert "packages: " in capsys.readouterr().err

    def test_another_program_can_talk_to_it_line_by_line(self, catalog: str) -> None:
        command = [sys.executable, "-m", "apps", "interpret", "--catalog", catalog]
        with subprocess.Popen(
            [*command, "--now", datetime(2026, 3, 10, tzinfo=UTC).isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            heard = []
            for text in ("oi", "tchau"):
                process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
                process.stdin.flush()
                heard.append(json.loads(process.stdout.readline())["acts"][0]["act"])
            process.stdin.close()

            assert heard == ["greet", "bye"]
            assert process.wait(timeout=10) == 0
