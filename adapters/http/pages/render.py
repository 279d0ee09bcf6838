"""Views to HTML.  Everything that is not in a template is escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.http.pages.assets import assets
from adapters.http.pages.site import Site
from adapters.http.pages.views import (
    ACTION,
    FOLLOW,
    PART,
    REVIEW,
    BriefingAction,
    BriefingDoneView,
    BriefingReviewView,
    BriefingView,
    LoginView,
    MessageView,
    PaymentView,
    ProposalView,
)
from autovenda_core.briefing import SEPARATOR, BriefingField, FieldKind
from autovenda_core.money import format_brl

__all__ = [
    "briefing_done_page",
    "briefing_page",
    "briefing_review_page",
    "error_page",
    "login_page",
    "logout_page",
    "message_page",
    "payment_page",
    "privacy_page",
    "proposal_page",
]

REFRESH_SECONDS = 2
"""How often a page that waits for a checkout looks again."""

_ERRORS = {
    404: (
        "Este link não funciona",
        "Confira se ele veio inteiro, ou peça um novo na conversa.",
    ),
    410: (
        "Este link não vale mais",
        "Existe um mais novo na sua conversa. Se não achar, é só pedir.",
    ),
    413: (
        "Foi texto demais de uma vez",
        "Volte, encurte a resposta e tente de novo.",
    ),
    429: (
        "Muitas tentativas seguidas",
        "Espere um minuto e tente de novo. Nada do que você já enviou se perdeu.",
    ),
    503: (
        "Voltamos já",
        "Tivemos um problema do nosso lado. Tente de novo em um minuto: nada é cobrado duas vezes.",
    ),
}
_OTHER_ERROR = (
    "Não deu para abrir esta página",
    "Volte e tente de novo. Se continuar assim, avise na conversa.",
)


def payment_page(site: Site, view: PaymentView) -> str:
    """The page behind `/p/{token}`, in any of its states."""
    return _render("payment.html", site, view=view, refresh_seconds=REFRESH_SECONDS)


def proposal_page(site: Site, view: ProposalView) -> str:
    """The page behind `/proposta/{token}`, in any of its states."""
    return _render("proposal.html", site, view=view)


def briefing_page(site: Site, view: BriefingView) -> str:
    """One part of the briefing as a form; answer a POST that has `problems` with it and 422."""
    part = view.form.parts[view.part - 1]
    problems = {f.id: view.problems[f.id] for f in part.fields if f.id in view.problems}
    return _render("briefing.html", site, view=view, part=part, problems=problems)


def briefing_review_page(site: Site, view: BriefingReviewView) -> str:
    """All answers, each with the way back to its part, and the button that sends them."""
    return _render("briefing_review.html", site, view=view)


def briefing_done_page(site: Site, view: BriefingDoneView) -> str:
    """What the briefing link shows once it was submitted."""
    return _render("briefing_done.html", site, view=view)


def message_page(site: Site, view: MessageView) -> str:
    """A page that only says something."""
    return _render("message.html", site, view=view)


def error_page(site: Site, status: int) -> str:
    """What went wrong, for a person; the caller answers with that HTTP status."""
    title, text = _ERRORS.get(status, _OTHER_ERROR)
    return message_page(site, MessageView(title, text))


def privacy_page(site: Site) -> str:
    """What happens to a client's data (`/privacidade`)."""
    return _render("privacy.html", site)


def login_page(site: Site, view: LoginView) -> str:
    """The door of the panel (`/painel/entrar`)."""
    return _render("login.html", site, view=view)


def logout_page(site: Site) -> str:
    """Asks whether this browser shall forget the operator (`/painel/sair`), by a POST."""
    return _render("logout.html", site)


def _render(template: str, site: Site, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(site=site, assets=assets(site.colour), **values)


def _lines(field: BriefingField, answer: str) -> list[str]:
    """An answer as it is read back."""
    match field.kind:
        case FieldKind.DATE:
            return ["/".join(reversed(answer.split("-")))]
        case FieldKind.MULTI | FieldKind.LONG:
            return answer.split(SEPARATOR)
        case _:
            return [answer]


_TEMPLATES = Environment(
    loader=PackageLoader("adapters.http.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["brl"] = format_brl
_TEMPLATES.filters["lines_of"] = _lines
_TEMPLATES.globals |= {
    "ACTION": ACTION,
    "FOLLOW": FOLLOW,
    "PART": PART,
    "REVIEW": REVIEW,
    "SEPARATOR": SEPARATOR,
    "Action": BriefingAction,
}
