"""Everything of one client, in tabs; only the open one is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from adapters.storage.panel.clients import ClientFile, Logged, Offered, Sold, Thread
from adapters.storage.panel.finance import Charged
from apps.panel import formats, service
from apps.panel.names import CHARGE_STATES, CHARGES, FILES, METHODS, PROJECT_STATES
from apps.panel.parts import client_rights
from apps.panel.parts.people import channel_name, owner_mark, state_badge

__all__ = ["show"]

_IDENTITIES = {"phone": "Telefone", "wa_id": "Número", "telegram": "Conta", "bsuid": "Código"}


def show(known: ClientFile) -> None:
    """The head and the tabs."""
    with st.container(key="nome-do-cliente"):
        st.text(known.client.name or "Sem nome")
    st.caption(f"Cliente desde {formats.stamp(known.created_at)}")
    if known.erased_at is not None:
        when = formats.stamp(known.erased_at)
        st.info(f"Dados apagados em {when}. Protocolo {known.erasure_protocol}.", icon="🗑️")
    tabs: Mapping[str, Callable[[ClientFile], None]] = {
        "Resumo": _summary,
        "Propostas": _proposals,
        "Dinheiro": _money,
        "Projetos": _projects,
        "Histórico": _history,
        "Juntar e LGPD": client_rights.show,
    }
    drawn = st.tabs(list(tabs), on_change="rerun", key="ficha")
    for tab, draw in zip(drawn, tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw(known)


def _summary(known: ClientFile) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Dados", anchor=False)
        _data(known)
    with right:
        st.subheader("Conversas", anchor=False)
        for thread in known.threads:
            _thread(thread)
    if known.files:
        st.subheader("Arquivos", anchor=False)
        for file in known.files:
            kind = FILES.get(file.kind, FILES["other"])
            st.text(" · ".join(filter(None, (kind, file.filename, formats.size(file.size_bytes)))))


def _data(known: ClientFile) -> None:
    if not service.current().viewer.role.sees_personal:
        st.caption("Dados pessoais só aparecem para atendentes e para o dono.")
        return
    client = known.client
    rows = {
        "E-mail": client.email or "—",
        "Telefone": formats.phone(client.phone),
        "CPF": formats.document(client.cpf),
        "CNPJ": formats.document(client.cnpj),
    }
    for each in known.contacts:
        name = f"{_IDENTITIES.get(each.kind, 'Endereço')} no {channel_name(each.channel)}"
        rows.setdefault(name, each.value or "—")
    pairs(rows)


def pairs(rows: Mapping[str, str]) -> None:
    """Names and values, every value as plain text."""
    for name, value in rows.items():
        with st.container(horizontal=True, gap="small"):
            st.caption(name, width=150)
            st.text(value)


def _thread(thread: Thread) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall"):
            where = (state_badge(thread.state), owner_mark(thread.owner))
            st.markdown(" · ".join((channel_name(thread.channel), *where)))
            moved = " · juntada a outra" if thread.merged_into else ""
            st.caption(f"última atividade: {formats.stamp(thread.updated_at)}{moved}")
        if st.button("Abrir conversa", key=f"conversa-{thread.id}"):
            st.switch_page("app_pages/conversas.py", query_params={"conversa": thread.id})


def _proposals(known: ClientFile) -> None:
    if not known.proposals:
        st.caption("Nenhuma proposta ainda.")
    for offer in reversed(known.proposals):
        with st.container(border=True):
            _proposal(offer)


def _proposal(offer: Offered) -> None:
    st.markdown(f"**Proposta nº {formats.number(offer.number)}**")
    st.text(f"{offer.title}: {'; '.join(offer.deliverables)}")
    terms = (
        f"{formats.brl(offer.total_centavos)} (sinal de {formats.brl(offer.deposit_centavos)})",
        f"{offer.delivery_days} dias úteis",
        f"feita em {formats.stamp(offer.offered_at)}",
        f"vale até {formats.stamp(offer.valid_until)}",
    )
    st.caption(" · ".join(terms))
    if offer.offered_by is not None:
        st.text(f"Oferta especial de {offer.offered_by}")
    if offer.accepted_at is None:
        st.caption("Não foi aceita.")
        return
    how = {"button": "pelo botão", "text": "por texto"}.get(offer.accepted_how or "", "")
    st.markdown(f":green-badge[Aceita] {how} em {formats.stamp(offer.accepted_at)}")
    with st.expander("Provas do aceite"):
        pairs(
            {
                "Mensagem": offer.accepted_message_id or "—",
                "PDF (SHA-256)": offer.accepted_sha256 or offer.sha256 or "—",
            }
        )


def _money(known: ClientFile) -> None:
    if not known.charges:
        st.caption("Nenhuma cobrança ainda.")
    for charge in reversed(known.charges):
        with st.container(border=True):
            _charge(charge)


def _charge(charge: Charged) -> None:
    st.markdown(
        f"**{CHARGES[charge.kind]}** · {formats.brl(charge.amount_centavos)} · "
        f"{CHARGE_STATES[charge.status]}"
    )
    st.text(charge.description)
    for paid in charge.payments:
        method = METHODS.get(paid.method or "", "meio desconhecido")
        words = f"{formats.brl(paid.amount_centavos)} por {method} em {formats.stamp(paid.paid_at)}"
        if paid.refunded_centavos:
            words += f"; devolvido {formats.brl(paid.refunded_centavos)}"
        st.caption(words)


def _projects(known: ClientFile) -> None:
    if not known.projects:
        st.caption("Nenhum projeto ainda.")
    for sold in reversed(known.projects):
        _project(sold)


def _project(sold: Sold) -> None:
    project, now = sold.project, service.current().now
    with st.container(border=True):
        st.text(project.title)
        due = formats.in_days(project.deadline, now)
        st.caption(f"{PROJECT_STATES[project.status]} · {due}")
        if sold.briefing:
            with st.expander("Respostas do briefing"):
                pairs({formats.label(name): said for name, said in sold.briefing.items()})


def _history(known: ClientFile) -> None:
    """What reached the flow, page by page."""
    ends: list[int] = st.session_state.setdefault(f"historico-{known.id}", [])
    logged = service.current().events(known.id, before=ends[-1] if ends else None)
    st.dataframe(
        [_logged(each) for each in logged],
        hide_index=True,
        alt="Tudo o que chegou sobre este cliente, o mais novo primeiro",
        placeholder="—",
    )
    with st.container(horizontal=True):
        if ends:
            st.button("← Mais recentes", on_click=ends.clear, key="historico-antes")
        if len(logged) >= service.EVENTS:
            last = logged[-1].seq
            st.button("Mais antigos →", on_click=ends.append, args=(last,), key="historico-depois")


def _logged(each: Logged) -> dict[str, str]:
    return {
        "Quando": formats.stamp(each.at),
        "De onde": channel_name(each.source),
        "Fato": each.kind or "—",
        "Regras que valeram": ", ".join(each.rows),
        "Erro": each.error or "",
    }
