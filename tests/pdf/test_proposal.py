"""The proposal PDF: what it says, whatever it is given."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab import rl_config

from adapters.pdf import Issuer, ReportLabDocuments, Terms
from adapters.pdf.typeset import markup, plain
from autovenda_core.effects import Proposal
from autovenda_core.errors import ConfigurationError, Rejected
from autovenda_core.values import replace
from tests.pages.samples import OFFER, offer
from tests.pdf.test_documents import PROPOSAL, URL, made


def read(proposal: Proposal, documents: ReportLabDocuments | None = None) -> PdfReader:
    document = made(documents or ReportLabDocuments(), proposal)
    return PdfReader(io.BytesIO(document.content))


def text_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_proposal_says_all_a_client_expects() -> None:
    text = text_of(read(PROPOSAL))

    for said in (
        "Proposta comercial",
        "Nº 2026-0042-1",
        "Emissão: 10/03/2026",
        "Válida até: 17/03/2026",  # the local day, not the one in UTC
        "Marina Souza",
        "um site para a clínica",
        "Formulário de contato",
        "Não incluído",
        "15 dias úteis",
        "R$ 1.750,00",
        "R$ 1.750,01",
        "R$ 3.500,01",
        "desistir em até 7 dias",
        "SHA-256",
        "Página 1 de 2",
        "Página 2 de 2",
    ):
        assert said in text


def test_the_address_of_the_acceptance_is_printed_and_can_be_clicked() -> None:
    pdf = read(PROPOSAL)

    targets = [
        annotation.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
    ]

    assert URL in text_of(pdf)
    assert set(targets) == {URL}


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    pdf = read(PROPOSAL)

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Proposta comercial nº 2026-0042-1"
    assert pdf.root_object["/Lang"] == "pt-BR"


def test_the_bytes_do_not_depend_on_the_process() -> None:
    here = hashlib.sha256(made(ReportLabDocuments()).content).hexdigest()
    program = (
        "import hashlib; from adapters.pdf import ReportLabDocuments;"
        "from tests.pdf.test_documents import PROPOSAL, URL, made;"
        "print(hashlib.sha256(made(ReportLabDocuments()).content).hexdigest())"
    )

    there = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "7"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )

    assert there.stdout.decode().strip() == here


def test_the_issuer_is_named_with_what_is_known() -> None:
    issuer = Issuer("Rafael Lima ME", "CNPJ 12.345.678/0001-95", "oi@aurora.example")

    text = text_of(read(PROPOSAL, ReportLabDocuments(issuer)))

    for said in ("Rafael Lima ME", "CNPJ 12.345.678/0001-95", "oi@aurora.example"):
        assert said in text


def test_an_owner_may_write_their_own_terms() -> None:
    terms = Terms(not_included=("Hospedagem",), conditions=(("Foro", "Comarca de Recife."),))

    text = text_of(read(PROPOSAL, ReportLabDocuments(terms=terms)))

    assert "Foro. Comarca de Recife." in text
    assert "Portfólio" not in text


def test_a_proposal_without_a_name_or_wishes_is_whole_too() -> None:
    text = text_of(read(replace(PROPOSAL, client_name=None, wants=())))

    assert "O que você nos contou" not in text
    assert "Quem pediu esta proposta" in text


def test_a_single_payment_has_no_balance() -> None:
    text = text_of(read(replace(PROPOSAL, offer=offer(deposit_centavos=OFFER.total_centavos))))

    assert "Saldo" not in text


def test_the_odd_centavo_is_in_the_balance() -> None:
    text = text_of(read(replace(PROPOSAL, offer=offer(total_centavos=199, deposit_centavos=99))))

    for amount in ("R$ 0,99", "R$ 1,00", "R$ 1,99"):
        assert amount in text


def test_a_long_scope_and_endless_names_fill_more_pages() -> None:
    long = replace(
        PROPOSAL,
        company="Companhia " * 200,
        client_name="Albuquerque" * 500,
        wants=(("Necessidade", "um site com muitas páginas " * 800),),
        offer=offer(
            title="T" * 3000, number="9" * 500, deliverables=("entregável longo " * 20,) * 60
        ),
    )

    pdf = read(long)

    assert len(pdf.pages) > 3
    assert f"Página {len(pdf.pages)} de {len(pdf.pages)}" in text_of(pdf)


def test_a_logo_takes_the_place_of_the_name() -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 100), "#c2185b").save(out, "PNG")

    pdf = read(PROPOSAL, ReportLabDocuments(logo=out.getvalue()))

    assert len(pdf.pages[0].images) == 1


def test_a_logo_or_colour_that_cannot_be_read_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigurationError, match="logo"):
        ReportLabDocuments(logo=b"not an image")
    with pytest.raises(ConfigurationError, match="colour"):
        ReportLabDocuments(colour="blue")


def test_what_cannot_be_rendered_is_rejected() -> None:
    endless = URL + "x" * 5000  # more than a QR code can hold

    with pytest.raises(Rejected):
        made(ReportLabDocuments(), PROPOSAL, endless)


# --------------------------------------------------------------------------- hostile texts


def test_markup_in_a_text_is_printed_and_opens_nothing() -> None:
    hostile = 'Clínica <Ltda> & <img src="/etc/hostname"/> &lt; <font size="99">x'

    pdf = read(
        replace(
            PROPOSAL,
            company=hostile,
            client_name=hostile,
            wants=((hostile, hostile),),
            offer=offer(title=hostile, deliverables=(hostile,)),
        )
    )

    assert text_of(pdf).count(hostile) >= 4
    assert not any(page.images for page in pdf.pages)


def test_images_in_texts_would_not_be_fetched_even_if_they_came_through() -> None:
    assert rl_config.trustedSchemes == ["data"]
    assert rl_config.trustedHosts == []


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("oi 😀🎉", "oi"),
        ("𝗦𝗶𝘁𝗲 𝓷𝓸𝓿𝓸", "Site novo"),
        ("a\u0301rvore", "árvore"),
        ("Ação “já” – 10 € º ª…", "Ação “já” – 10 € º ª…"),
        ("a\tb\u00a0c\x07\x00", "a b c"),
        ("日本", ""),
    ],
)
def test_what_the_font_cannot_draw_is_written_plainly_or_left_out(
    written: str, printed: str
) -> None:
    assert plain(written) == printed


def test_lines_of_a_text_stay_lines() -> None:
    assert markup("um\r\n<dois>\n") == "um<br/>&lt;dois&gt;"


def test_a_text_is_cut_with_a_sign_that_it_was() -> None:
    assert plain("abcdef", 4) == "abc…"


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=300), cents=st.integers(2, 99_999_999))
def test_no_text_breaks_the_document_or_hides_the_amounts(text: str, cents: int) -> None:
    of = offer(title=text, deliverables=(text,), total_centavos=cents, deposit_centavos=cents // 2)

    pdf = read(replace(PROPOSAL, company=text, client_name=text, wants=((text, text),), offer=of))

    whole = text_of(pdf)
    reais, rest = divmod(cents, 100)
    assert f"R$ {reais:,}".replace(",", ".") + f",{rest:02d}" in whole
    assert not any(page.images for page in pdf.pages)
