"""Two clients who are one person, or are not."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, insert

from adapters.storage.operators import Role
from adapters.storage.tables import MEDIA
from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.events import TakenOver
from autovenda_core.identity import Identity
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.store import Incoming

if TYPE_CHECKING:
    from tests.panel_server.conftest import Office


def meet(office: Office, name: str) -> str:
    """A client who writes for the first time; their id."""
    contact = Contact("fake", name)
    fact = Incoming(
        "fake",
        f"hello-{name}",
        conversation_id_for(contact),
        TakenOver(office.clock.now(), "rafa"),
        contact,
        identities=(Identity("fake", name),),
    )
    office.run(office.application.runtime.receive(fact))
    office.settle()
    return conversation_id_for(contact)


def clients_of_contacts(office: Office) -> list[str]:
    return [row[0] for row in office.rows("SELECT DISTINCT client_id FROM contacts")]


def test_two_clients_are_made_one(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")

    answer = office.command("vincular", ana, role=Role.AGENT, outro=other)

    assert answer.json()["outcome"] == "done"
    assert len(clients_of_contacts(office)) == 1
    assert office.rows("SELECT kept_client_id, gone_client_id FROM merges") == [(ana, other)]


def test_making_them_one_twice_is_one_merge(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")

    answers = office.at_once(
        office.order("vincular", ana, role=Role.AGENT, outro=other),
        office.order("vincular", other, role=Role.OWNER, outro=ana),
    )

    assert sorted(answer.json()["outcome"] for answer in answers) == ["done", "unchanged"]
    assert office.rows("SELECT count(*) FROM merges") == [(1,)]


def test_they_are_parted_again_and_once(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")
    office.command("vincular", ana, outro=other)
    ((merge_id,),) = office.rows("SELECT id FROM merges")

    outcomes = [
        office.command("desvincular", str(merge_id), role=Role.AGENT).json()["outcome"]
        for _ in range(2)
    ]

    assert outcomes == ["done", "already"]
    assert sorted(clients_of_contacts(office)) == sorted([ana, other])


def test_who_was_parted_can_be_made_one_by_hand(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")
    office.command("vincular", ana, outro=other)
    office.command("desvincular", "1")

    answer = office.command("vincular", ana, outro=other)

    assert answer.json()["outcome"] == "done"
    assert len(clients_of_contacts(office)) == 1


def test_a_client_is_not_merged_with_themselves(office: Office) -> None:
    ana = meet(office, "ana")

    assert office.command("vincular", ana, outro=ana).status_code == 422


@pytest.mark.parametrize("merge", ["9", "x", "-1", "9" * 30])
def test_a_merge_that_never_was_cannot_be_undone(office: Office, merge: str) -> None:
    assert office.command("desvincular", merge).status_code == 404


def test_nobody_is_answered_in_a_conversation_that_goes_on_elsewhere(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")
    office.command("vincular", ana, outro=other)
    ((over,),) = office.rows("SELECT id FROM conversations WHERE merged_into IS NOT NULL")

    answer = office.command("responder", over, texto="Oi!")

    assert answer.status_code == 409
    assert "juntada" in answer.json()["error"]


def test_the_owner_gets_everything_of_a_client_as_json(office: Office) -> None:
    ana = meet(office, "ana")

    answer = office.command("exportar", ana)

    assert json.loads(answer.json()["conteudo"])["client"]["id"] == ana
    assert office.audit == [("owner", "exportar", ana, "done")]


def test_erasing_a_client_tells_one_protocol_and_deletes_their_files(office: Office) -> None:
    ana = meet(office, "ana")
    name = office.run(office.application.media.keep(b"a photo", "image/png"))
    office.write(keep_file, ana, name)

    first, second = (office.command("apagar", ana).json() for _ in range(2))

    assert [first["outcome"], second["outcome"]] == ["done", "already"]
    assert first["protocolo"] == second["protocolo"]
    with pytest.raises(Rejected):
        office.run(office.application.media.read(name))


def test_while_a_file_cannot_be_deleted_nobody_is_erased(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = meet(office, "ana")
    name = office.run(office.application.media.keep(b"a photo", "image/png"))
    office.write(keep_file, ana, name)

    with monkeypatch.context() as broken:
        broken.setattr(office.application.media, "forget", cannot_forget)
        down = office.command("apagar", ana)
    again = office.command("apagar", ana).json()

    assert down.status_code == 503
    assert again["outcome"] == "done"
    with pytest.raises(Rejected):
        office.run(office.application.media.read(name))


def test_who_may_not_erase_deletes_no_file_either(office: Office) -> None:
    ana = meet(office, "ana")
    name = office.run(office.application.media.keep(b"a photo", "image/png"))
    office.write(keep_file, ana, name)

    answer = office.command("apagar", ana, role=Role.AGENT)

    assert answer.status_code == 403
    assert office.run(office.application.media.read(name)) == b"a photo"


@pytest.mark.parametrize("erased", ["ana", "ana-2"])
def test_nobody_is_merged_with_somebody_who_was_erased(office: Office, erased: str) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")
    office.command("apagar", conversation_id_for(Contact("fake", erased)))

    answer = office.command("vincular", ana, role=Role.AGENT, outro=other)

    assert answer.status_code == 409
    assert "apagados" in answer.json()["error"]
    assert office.rows("SELECT count(*) FROM merges") == [(0,)]


def test_whoever_would_have_been_merged_can_still_be_erased(office: Office) -> None:
    ana, other = meet(office, "ana"), meet(office, "ana-2")
    first = office.command("apagar", ana).json()
    office.command("vincular", ana, outro=other)

    second = office.command("apagar", other).json()

    assert second["outcome"] == "done"
    assert second["protocolo"] != first["protocolo"]
    assert clients_of_contacts(office) == []


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("responder", {"texto": "Oi, Ana Souza!"}),
        ("assumir", {}),
        ("devolver", {}),
        (
            "oferta",
            {
                "titulo": "Site da Ana Souza",
                "itens": "Página",
                "total": "900,00",
                "sinal_por_cento": 50,
                "prazo_dias": 5,
            },
        ),
        ("cobranca-extra", {"valor": 100, "descricao": "Extra da Ana Souza"}),
    ],
)
def test_nothing_is_said_to_somebody_who_was_erased(
    office: Office, action: str, fields: dict[str, object]
) -> None:
    ana = meet(office, "ana")
    office.command("apagar", ana)
    target = f"{ana}.1" if action == "cobranca-extra" else ana

    answer = office.command(action, target, **fields)

    assert answer.status_code == 409
    assert "apagados" in answer.json()["error"]
    assert office.rows("SELECT count(*) FROM inbox WHERE payload LIKE '%Souza%'") == [(0,)]
    assert office.rows("SELECT count(*) FROM effects WHERE payload LIKE '%Souza%'") == [(0,)]


@pytest.mark.parametrize("action", ["exportar", "apagar"])
def test_whoever_is_not_there_is_neither_exported_nor_erased(office: Office, action: str) -> None:
    assert office.command(action, "nobody").status_code == 404


async def cannot_forget(name: str) -> None:
    raise Unavailable("the disk is read-only")


def keep_file(db: Connection, client_id: str, name: str, now: datetime) -> None:
    row = {
        "conversation_id": client_id,
        "client_id": client_id,
        "message_id": "m1",
        "media_id": "f1",
        "kind": "image",
        "name": name,
        "received_at": now,
    }
    db.execute(insert(MEDIA), row)
