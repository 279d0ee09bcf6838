"""The catalogue: one package at a time, or a whole file that is looked through first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.settings import Kind
from apps.desk.settings import problems_of
from apps.panel import formats, packages
from apps.panel.packages import Row
from apps.panel.parts.files import WHERE, InForce, may_write, saving
from apps.panel.parts.orders import give, order_button
from apps.panel.parts.popping import popover
from autovenda_core.catalog import Catalog, ServicePackage, read_catalog
from autovenda_core.errors import FileProblem

__all__ = ["editor", "importer", "listing"]

NEW = "➕ Novo pacote"

_COLUMNS = ("id", "name", "price", "delivery_days", "deposit_percent", "aliases", "deliverables")


def listing(catalog: Catalog) -> None:
    """The packages as leads see them, in their order."""
    with st.grid(3, min_column_width=260):
        for package in catalog:
            _card(package)


def _card(package: ServicePackage) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"pacote-card-{package.id}"):
        st.text(package.name)
        st.markdown(
            f"**{formats.brl(package.price_centavos)}** · sinal de "
            f"{formats.brl(package.deposit_centavos)} ({package.deposit_percent} %)"
        )
        days = package.delivery_days
        st.caption("1 dia útil" if days == 1 else f"{days} dias úteis")
        st.text("\n".join(f"• {each}" for each in package.deliverables))


# ---------------------------------------------------------------------------- one package


def editor(now: InForce) -> None:
    """The form of one package."""
    known = packages.rows(read_catalog(now.content))
    by_id = {row["id"]: row for row in known}
    chosen = st.selectbox(
        "Pacote",
        [*by_id, NEW],
        format_func=lambda id_: by_id[id_]["name"] if id_ in by_id else id_,
        key=f"pacote-{now.version}",
        disabled=not may_write(),
    )
    row = by_id.get(chosen, packages.EMPTY)
    keys = {column: f"pacote-{now.version}-{chosen}-{column}" for column in _COLUMNS}
    with st.form(f"pacote-form-{now.version}-{chosen}", enter_to_submit=False):
        _inputs(row, keys)
        before = chosen if chosen in by_id else None
        st.form_submit_button(
            "Salvar pacote",
            type="primary",
            on_click=_save,
            args=(now, known, before, keys),
            disabled=not may_write(),
        )
    if chosen in by_id and len(by_id) > 1:
        _removal(now, known, chosen)


def _inputs(row: Row, keys: Mapping[str, str]) -> None:
    left, right = st.columns(2)
    left.text_input("Nome", row["name"], key=keys["name"], max_chars=60)
    right.text_input("Código (minúsculas, sem espaço)", row["id"], key=keys["id"], max_chars=31)
    price, days, percent = st.columns(3)
    price.text_input("Preço (R$)", row["price"], key=keys["price"], placeholder="1.750,00")
    days.text_input("Prazo (dias úteis)", row["delivery_days"], key=keys["delivery_days"])
    percent.text_input("Sinal (%)", row["deposit_percent"], key=keys["deposit_percent"])
    st.text_area(
        "O que é entregue (um item por linha)",
        packages.as_lines(row["deliverables"]),
        key=keys["deliverables"],
    )
    st.text_area(
        "Como os clientes chamam (um apelido por linha)",
        packages.as_lines(row["aliases"]),
        key=keys["aliases"],
    )


def _save(now: InForce, known: Sequence[Row], before: str | None, keys: Mapping[str, str]) -> None:
    typed = {column: str(st.session_state.get(key) or "") for column, key in keys.items()}
    for column in ("aliases", "deliverables"):
        typed[column] = packages.as_list(typed[column])
    give(saving(now, packages.as_csv(packages.with_row(known, typed, before))), WHERE)


def _removal(now: InForce, known: Sequence[Row], id_: str) -> None:
    with popover("Tirar do catálogo", f"tirar-{now.version}-{id_}") as is_open:
        if is_open:
            st.text("Propostas já enviadas continuam valendo. Novas não terão este pacote.")
            rest = packages.as_csv(packages.without_row(known, id_))
            order_button("Tirar agora", saving(now, rest), where=WHERE, least=Role.OWNER)


# ---------------------------------------------------------------------------- a whole file


def importer(now: InForce) -> None:
    """A CSV file, looked through line by line before it can be saved."""
    if not may_write():
        return
    given = st.file_uploader(
        "Arquivo CSV do catálogo (separado por vírgula ou ponto e vírgula)",
        type=["csv", "txt"],
        key=f"csv-{now.version}",
        max_upload_size=1,
    )
    if given is None:
        st.caption(
            "Colunas: id, name, aliases, price, delivery_days, deposit_percent, deliverables. "
            "Baixe o arquivo em vigor para começar dele."
        )
        return
    content = _decoded(given.getvalue())
    problems = problems_of(Kind.CATALOG, content)
    if problems:
        _wrong(problems, content.splitlines())
        return
    st.success("O arquivo está certo. Nada foi salvo ainda: confira o que muda.", icon="✅")
    for change in packages.changes(read_catalog(now.content), read_catalog(content)):
        st.text(f"• {change}")
    order_button(
        "Usar este catálogo", saving(now, content), where=WHERE, least=Role.OWNER, kind="primary"
    )


def _wrong(problems: Sequence[FileProblem], lines: Sequence[str]) -> None:
    count = "Um erro" if len(problems) == 1 else f"{len(problems)} erros"
    st.error(f"{count}: nada foi salvo. Corrija no arquivo e envie de novo.", icon="⚠️")
    for problem in problems:
        st.text(f"• {f'Linha {problem.line}: ' if problem.line else ''}{problem.message}")
        if problem.line and problem.line <= len(lines):
            st.code(formats.clipped(lines[problem.line - 1], 160), language=None)


def _decoded(content: bytes) -> str:
    """Excel in Portuguese saves CSV as Windows-1252, unless it is told otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
