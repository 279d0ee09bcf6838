"""Conversas: the list, the transcript, and what an operator does about a conversation."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Role
from apps.panel.commanding import Answer, Fate
from tests.panel.conftest import EVIL_NAME, EVIL_TEXT, Panel, labels, shown

EVERYBODY = 13


def names_in(app: AppTest) -> list[str]:
    """Who is in the list, in its order."""
    return [each.label for each in app.button if (each.key or "").startswith("abrir-")]


# ---------------------------------------------------------------------------- the list


def test_the_list_shows_everybody_with_where_they_stand(panel: Panel) -> None:
    app = panel.open("conversas")

    assert len(names_in(app)) == EVERYBODY
    assert ":orange-badge[Aguardando pagamento] · 🤖 Robô · WhatsApp" in shown(app)


def test_the_list_counts_a_service_window_down(panel: Panel) -> None:
    app = panel.open("conversas")

    assert "🕐 janela: 20 h" in shown(app)
    assert "🔒 janela fechada" in shown(app)


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("Sem resposta", ["🔴 Íris Conceição"]),
        ("Com pessoa", ["🔴 Íris Conceição", "Carlos Teixeira"]),
    ],
)
def test_a_view_shows_its_own(panel: Panel, view: str, names: list[str]) -> None:
    app = panel.open("conversas")

    app.pills(key="ver").set_value(view).run()

    assert sorted(names_in(app)) == sorted(names)


def test_new_leads_are_those_without_an_offer(panel: Panel) -> None:
    app = panel.open("conversas")

    app.pills(key="ver").set_value("Novos Leads").run()

    assert "Otávio Araújo" in names_in(app)
    assert not {"Marina Souza", "Helena Ribeiro", "Igor Assunção"} & set(names_in(app))


def test_a_search_finds_by_part_of_a_name_without_accents(panel: Panel) -> None:
    app = panel.open("conversas")

    app.text_input(key="busca").set_value("conceicao").run()

    assert names_in(app) == ["🔴 Íris Conceição"]


def test_a_stage_narrows_the_list(panel: Panel) -> None:
    app = panel.open("conversas")

    app.selectbox(key="etapa").select("Aguardando pagamento").run()

    assert names_in(app) == ["Débora Gonçalves"]


def test_nobody_found_is_said_in_words(panel: Panel) -> None:
    app = panel.open("conversas")

    app.text_input(key="busca").set_value("ninguém assim").run()

    assert "Nenhuma conversa aqui." in shown(app)


def test_a_long_list_is_turned_page_by_page(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    original = type(panel.current()).conversations
    monkeypatch.setattr(
        "apps.panel.service.Service.conversations",
        lambda self, chosen, after=None, limit=20: original(self, chosen, after, limit=8),
    )
    app = panel.open("conversas")
    first = names_in(app)

    app.button(key="lista-depois").click().run()
    second = names_in(app)
    app.button(key="lista-antes").click().run()

    assert (len(first), len(second)) == (8, EVERYBODY - 8)
    assert names_in(app) == first


# ---------------------------------------------------------------------------- the transcript


def opened(panel: Panel, name: str) -> AppTest:
    return panel.open("conversas", conversa=panel.ids(name)[1])


def test_a_transcript_shows_words_buttons_and_documents(panel: Panel) -> None:
    words = shown(opened(panel, "Íris Conceição"))

    assert "adorei! e dá para incluir as fotos?" in words
    assert "[ Aceitar proposta ]   [ Tenho uma dúvida ]" in words
    assert "📎 proposta-" in words


def test_a_message_that_did_not_arrive_is_marked(panel: Panel) -> None:
    panel.write(
        "UPDATE message_logs SET delivery = 'failed', delivery_code = '131026' WHERE id ="
        " (SELECT max(id) FROM message_logs WHERE author = 'operator')"
    )

    assert "⚠️ não entregue (código 131026)" in shown(opened(panel, "Íris Conceição"))


def test_what_a_lead_wrote_is_never_read_as_markdown_or_html(panel: Panel) -> None:
    app = opened(panel, EVIL_NAME)

    as_text = "\n".join(each.value for each in app.text)
    marked = "\n".join(
        str(each.value)
        for kind in ("markdown", "caption", "title", "subheader", "info")
        for each in app.get(kind)
    )
    assert EVIL_NAME in as_text
    assert EVIL_TEXT in as_text
    assert "evil.example" not in marked
    assert not any(mark in label for label in labels(app) for mark in "[]*<>!:")


def test_a_file_of_the_leads_can_be_saved_but_not_by_who_only_looks(panel: Panel) -> None:
    downloads = opened(panel, "Fábio Pereira").get("download_button")
    panel.role = Role.VIEWER

    assert [each.label for each in downloads] == ["Baixar arquivo"]
    assert opened(panel, "Fábio Pereira").get("download_button") == []


def test_a_file_that_is_saved_is_what_the_lead_sent(panel: Panel) -> None:
    [(name,)] = panel.rows("SELECT name FROM media")

    assert panel.current().file(name).startswith(b"\x89PNG")


def test_older_messages_are_a_page_away(panel: Panel) -> None:
    client, conversation_id, _ = panel.ids("Otávio Araújo")
    for number in range(40):
        panel.write(
            "INSERT INTO message_logs (conversation_id, client_id, direction, author, text,"  # noqa: S608
            f" payload, provider_message_id, at) VALUES ('{conversation_id}', '{client}', 'in',"
            f" 'lead', 'mensagem {number:02}', '{{}}', 'x{number}', '2026-11-23 14:59:00.000000')"
        )
    app = opened(panel, "Otávio Araújo")
    newest = shown(app)

    app.button(key=f"subir-{conversation_id}").click().run()
    older = shown(app)
    app.button(key=f"descer-{conversation_id}").click().run()

    assert "mensagem 39" in newest
    assert "mensagem 05" not in newest
    assert "mensagem 05" in older
    assert "mensagem 39" in shown(app)


def test_a_conversation_that_does_not_exist_is_said_in_words(panel: Panel) -> None:
    app = panel.open("conversas", conversa="nada")

    assert "Esta conversa não existe." in shown(app)


def test_a_conversation_that_was_merged_leads_on(panel: Panel) -> None:
    _, gone, _ = panel.ids("Otávio Araújo")
    _, kept, _ = panel.ids("Íris Conceição")
    panel.write(f"UPDATE conversations SET merged_into = '{kept}' WHERE id = '{gone}'")  # noqa: S608
    app = panel.open("conversas", conversa=gone)

    app.button(key=f"outra-{kept}").click().run()

    assert "adorei! e dá para incluir as fotos?" in shown(app)


# ---------------------------------------------------------------------------- commands


def test_taking_over_names_the_version_that_was_seen(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Otávio Araújo")
    panel.server.answers.append(Answer(Fate.DONE, "A conversa é sua: o robô parou."))
    app = opened(panel, "Otávio Araújo")

    app.button(key=f"assumir:{conversation_id}:{version}").click().run()

    order = ("assumir", {"target": conversation_id, "seen": version, "fields": {}})
    assert panel.server.asked == [order]
    assert "A conversa é sua: o robô parou." in shown(app)


def test_a_button_that_was_pressed_cannot_be_pressed_again_on_the_same_version(
    panel: Panel,
) -> None:
    _, conversation_id, version = panel.ids("Otávio Araújo")
    app = opened(panel, "Otávio Araújo")

    app.button(key=f"assumir:{conversation_id}:{version}").click().run()
    app.run()

    assert app.button(key=f"assumir:{conversation_id}:{version}").disabled
    assert len(panel.server.asked) == 1


def test_a_command_that_was_refused_can_be_given_again(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Otávio Araújo")
    panel.server.refuses("O servidor não está no ar, e nada foi feito.")
    app = opened(panel, "Otávio Araújo")

    app.button(key=f"assumir:{conversation_id}:{version}").click().run()

    assert "O servidor não está no ar, e nada foi feito." in shown(app)
    assert not app.button(key=f"assumir:{conversation_id}:{version}").disabled


def test_giving_back_is_offered_where_a_person_answers(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Carlos Teixeira")
    app = opened(panel, "Carlos Teixeira")

    app.button(key=f"devolver:{conversation_id}:{version}").click().run()

    assert "Assumir conversa" not in labels(app)
    assert panel.server.asked[0][0] == "devolver"


def test_a_reply_goes_to_the_server_as_it_was_typed(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Carlos Teixeira")
    app = opened(panel, "Carlos Teixeira")

    app.chat_input[0].set_value("Oi, Carlos!\nPosso ligar às 15h?").run()

    body = {
        "target": conversation_id,
        "seen": version,
        "fields": {"texto": "Oi, Carlos!\nPosso ligar às 15h?"},
    }
    assert panel.server.asked == [("responder", body)]


def test_a_page_that_is_drawn_again_sends_no_reply_again(panel: Panel) -> None:
    app = opened(panel, "Carlos Teixeira")
    app.chat_input[0].set_value("Posso ligar às 15h?").run()

    app.run()
    app.run()

    assert len(panel.server.asked) == 1


def test_a_reply_that_was_refused_is_still_there_to_be_sent_again(panel: Panel) -> None:
    panel.server.refuses("O servidor não está no ar, e nada foi feito.")
    app = opened(panel, "Carlos Teixeira")

    app.chat_input[0].set_value("Posso ligar às 15h?").run()

    assert not app.exception
    assert "O servidor não está no ar, e nada foi feito." in shown(app)
    field = app.chat_input[0].proto
    assert (field.set_value, field.value) == (True, "Posso ligar às 15h?")


def test_two_different_replies_on_one_version_are_two_messages(panel: Panel) -> None:
    app = opened(panel, "Carlos Teixeira")

    app.chat_input[0].set_value("Oi!").run()
    app.chat_input[0].set_value("Posso ligar?").run()

    assert [body["fields"]["texto"] for _, body in panel.server.asked] == ["Oi!", "Posso ligar?"]


def test_a_task_is_closed_from_its_conversation(panel: Panel) -> None:
    [(task,)] = panel.rows("SELECT id FROM tasks WHERE kind = 'discount'")
    app = opened(panel, "Helena Ribeiro")

    app.button(key=f"fechar-tarefa:{task}:None").click().run()

    assert panel.server.asked == [
        ("fechar-tarefa", {"target": str(task), "seen": None, "fields": {}})
    ]


def test_a_message_that_was_given_up_can_be_sent_again(panel: Panel) -> None:
    [(seq,)] = panel.rows("SELECT seq FROM effects WHERE error LIKE '%131047%'")
    app = opened(panel, "Otávio Araújo")

    app.button(key=f"reenviar:{seq}:None").click().run()

    assert panel.server.asked == [("reenviar", {"target": str(seq), "seen": None, "fields": {}})]


def test_who_only_looks_is_offered_no_command(panel: Panel) -> None:
    panel.role = Role.VIEWER
    app = opened(panel, "Helena Ribeiro")

    offered = {"Assumir conversa", "Devolver ao robô", "Fazer oferta", "Feito", "Reenviar"}
    assert not offered & set(labels(app))
    assert not app.chat_input


# ---------------------------------------------------------------------------- the offer


def with_the_dialog(panel: Panel, name: str) -> AppTest:
    app = opened(panel, name)
    app.button(key=f"oferta-{panel.ids(name)[1]}").click().run()
    return app


def test_the_dialog_begins_with_the_offer_that_is_on_the_table(panel: Panel) -> None:
    app = with_the_dialog(panel, "Helena Ribeiro")

    assert app.text_input(key="oferta-titulo").value == "Pacote Profissional"
    assert app.text_input(key="oferta-total").value == "3.500,00"


def test_a_discount_is_an_offer_of_the_same_package_at_another_price(panel: Panel) -> None:
    _, conversation_id, version = panel.ids("Helena Ribeiro")
    app = with_the_dialog(panel, "Helena Ribeiro")
    app.text_input(key="oferta-total").set_value("3.200,00")

    app.button(key="oferta-enviar").click().run()

    [(action, body)] = panel.server.asked
    assert (action, body["target"], body["seen"]) == ("oferta", conversation_id, version)
    assert body["fields"]["total"] == "3.200,00"
    assert body["fields"]["pacote"] == "profissional"
