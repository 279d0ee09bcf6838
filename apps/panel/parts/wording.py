"""The bot's texts and answers: edited one at a time, seen as on the lead's phone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from adapters.storage.settings import Kind
from apps.desk.settings import problems_of
from apps.panel import phone, service, toml_files
from apps.panel.names import CHANNELS
from apps.panel.parts.files import WHERE, InForce, in_force, may_write, saving
from apps.panel.parts.orders import give
from apps.panel.placeholders import explained
from apps.text_lengths import measure_text
from autovenda_core.catalog import read_catalog
from autovenda_core.effects import Text
from autovenda_core.faq import ANSWER_CHARS, FACTS, Faq, FaqEntry, read_faq
from autovenda_core.texts import EVERYWHERE, Template, TextEntry, Texts, default_texts, read_texts

__all__ = ["answer_editor", "text_editor"]

NEW = "nova_pergunta"


def source_of(template: Template) -> str:
    """A template as it is written."""
    return "".join(
        part if isinstance(part, str) else "{" + "".join(part) + "}" for part in template.parts
    )


# ---------------------------------------------------------------------------- texts


def text_editor(now: InForce) -> None:
    """One text with its buttons, and beside it the phone."""
    texts = read_texts(now.content)
    name = st.selectbox(
        "Texto",
        [text.value for text in Text],
        format_func=lambda name: _headline(name, texts[Text(name)]),
        key="texto",
    )
    chosen = Text(name)
    form, preview = st.columns(2, gap="large")
    with form:
        draft = _text_inputs(now, chosen, texts[chosen])
    with preview:
        _preview(Kind.TEXTS, draft, chosen)
    shipped = default_texts()[chosen]
    names = shipped.placeholders | EVERYWHERE
    with form:
        _buttons(now, draft, chosen, is_ours=texts[chosen] == shipped)
        _legend(names)


def _headline(name: str, entry: TextEntry) -> str:
    words = " ".join(source_of(entry.body).split())
    return f"{name.replace('_', ' ')} — {words[:60]}"


def _text_inputs(now: InForce, text: Text, entry: TextEntry) -> str:
    """The file with what is typed."""
    key = f"texto-{now.version}-{text}"
    body = st.text_area(
        "O que o robô diz",
        source_of(entry.body),
        height=220,
        key=key,
        disabled=not may_write(),
    )
    st.caption("Entre asteriscos fica em negrito. A prévia muda quando você sai do campo.")
    titles = [
        st.text_input(
            f"Botão {number}", source_of(button), key=f"{key}-{number}", disabled=not may_write()
        )
        for number, button in enumerate(entry.buttons, 1)
    ]
    link = entry.link_title
    if link is not None:
        link = st.text_input("Botão do link", link, key=f"{key}-link", disabled=not may_write())
    typed: dict[str, str | Sequence[str]] = {
        "texto": body or "",
        "botoes": [title or "" for title in titles],
        "botao_link": link or "",
    }
    was = {
        "texto": source_of(entry.body),
        "botoes": [source_of(button) for button in entry.buttons],
        "botao_link": entry.link_title or "",
    }
    return now.content if typed == was else toml_files.with_table(now.content, text, typed)


def _legend(names: Collection[str]) -> None:
    with st.expander("O que as {palavras} significam"):
        st.table(explained(names), border="horizontal", alt="Palavras entre chaves e o que são")


# ---------------------------------------------------------------------------- answers


def answer_editor(now: InForce) -> None:
    """One question with its answer, and beside it the phone."""
    faq = read_faq(now.content)
    chosen = st.selectbox(
        "Pergunta",
        [*faq.by_id, NEW],
        format_func=lambda id_: _question(faq, id_),
        key=f"pergunta-{now.version}",
    )
    form, preview = st.columns(2, gap="large")
    with form:
        id_, draft = _answer_inputs(now, chosen, faq.by_id.get(chosen))
    with preview:
        _preview(Kind.FAQ, draft, Text.ANSWER, id_)
    with form:
        _buttons(
            now, draft, chosen, is_ours=read_faq("").by_id.get(chosen) == faq.by_id.get(chosen)
        )
        _legend(FACTS | EVERYWHERE)


def _question(faq: Faq, id_: str) -> str:
    entry = faq.by_id.get(id_)
    if entry is None:
        return "➕ Nova pergunta"
    return f"{entry.question}{'' if entry.answer else ' (você responde)'}"


def _answer_inputs(now: InForce, id_: str, entry: FaqEntry | None) -> tuple[str, str]:
    """The question's id, and the file with what is typed."""
    key = f"pergunta-{now.version}-{id_}"
    if entry is None:
        id_ = (
            st.text_input(
                "Código (minúsculas, números e _)", key=f"{key}-id", placeholder="treinamento"
            )
            or ""
        )
    question = st.text_input(
        "Pergunta, como um cliente faria",
        entry.question if entry else "",
        key=key,
        max_chars=80,
        disabled=not may_write(),
    )
    phrases = st.text_area(
        "Palavras que mostram a pergunta (uma expressão por linha)",
        "\n".join(entry.phrases) if entry else "",
        key=f"{key}-quando",
        disabled=not may_write(),
    )
    st.caption(r"Sem acento; \* vale por qualquer final: parcel\* pega parcela e parcelam.")
    was = source_of(entry.answer) if entry and entry.answer else ""
    answer = st.text_area(
        f"Resposta (vazia: o robô chama você; no máximo {ANSWER_CHARS} caracteres)",
        was,
        key=f"{key}-resposta",
        disabled=not may_write(),
    )
    listed = [line.strip() for line in (phrases or "").splitlines() if line.strip()]
    if not id_ or (entry and (question, listed, answer) == (entry.question, [*entry.phrases], was)):
        return id_, now.content
    typed: dict[str, str | Sequence[str]] = {"pergunta": question or "", "quando": listed}
    draft = toml_files.with_table(now.content, id_, typed)
    return id_, toml_files.with_text(draft, id_, "resposta", answer or "")


# ---------------------------------------------------------------------------- both


def _preview(kind: Kind, draft: str, text: Text, topic: str = "") -> None:
    """The draft on the phone; or what is wrong with it."""
    channel = st.segmented_control(
        "Prévia no canal",
        list(CHANNELS),
        default=next(iter(CHANNELS)),
        required=True,
        format_func=CHANNELS.__getitem__,
        key="previa-canal",
    )
    problems = problems_of(kind, draft)
    for problem in problems:
        st.error(problem.message.partition("] ")[2] or problem.message, icon="⚠️")
    if problems:
        return
    written = {each: in_force(each).content for each in Kind} | {kind: draft}
    texts, faq = read_texts(written[Kind.TEXTS]), read_faq(written[Kind.FAQ])
    text, topic = _said(text, topic, faq)
    at_work = service.current()
    rendered = phone.example(
        text,
        texts,
        read_catalog(written[Kind.CATALOG]),
        at_work.house,
        faq.answers,
        at_work.now,
        topic,
    )
    st.html(phone.as_html(phone.on_channel(rendered, channel), f"Prévia: {CHANNELS[channel]}"))
    _lengths(text, texts, faq, topic)


def _said(text: Text, topic: str, faq: Faq) -> tuple[Text, str]:
    """The text that is sent, with its question: where nobody has answered, the owner is asked."""
    if text is not Text.ANSWER or topic in faq.answers:
        return text, topic
    return (Text.ASK_OWNER, "") if topic else (text, next(iter(faq.answers)))


def _lengths(text: Text, texts: Texts, faq: Faq, topic: str) -> None:
    """With the longest names and prices that life brings."""
    if text is Text.OWNER_ALERT:
        return  # to the owner alone
    measured = measure_text(text, texts, faq, topic)
    words = [
        f"{CHANNELS[name]}: {length} de {room}{' ⚠️' if length > room else ''}"
        for name, (length, room) in measured.lengths.items()
    ]
    st.caption("Tamanho no pior caso — " + " · ".join(words))
    if measured.too_long_on:
        names = ", ".join(CHANNELS[name] for name in measured.too_long_on)
        st.warning(f"Pode sair em várias mensagens: {names}. Encurte o texto.", icon="✂️")


def _buttons(now: InForce, draft: str, name: str, *, is_ours: bool) -> None:
    if not may_write():
        return
    with st.container(horizontal=True):
        st.button(
            "Salvar",
            type="primary",
            key=f"salvar-{now.kind}-{now.version}-{name}",
            on_click=give,
            args=(saving(now, draft), WHERE),
            disabled=draft == now.content or bool(problems_of(now.kind, draft)),
        )
        st.button(
            "Voltar ao original",
            key=f"original-{now.kind}-{now.version}-{name}",
            on_click=give,
            args=(saving(now, toml_files.without_table(now.content, name)), WHERE),
            disabled=is_ours,
        )
