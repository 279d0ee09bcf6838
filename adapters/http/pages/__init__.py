"""
The public pages, in pt-BR: payment link, briefing, proposal, privacy, the door of the panel, and
one for every failure.

Pure functions from a `Site` and a small view to HTML text.  They need no JavaScript and no
cookie; forms post to the address they are shown at, which carries the signed token, and the
server answers a POST with 303 to a GET.  GET never changes anything: chats open links by
themselves to make previews of them.  (The door of the panel has no token, and gives a cookie.)
"""

from __future__ import annotations

from adapters.http.pages.assets import SECURITY_HEADERS, StaticFile, static_files
from adapters.http.pages.render import (
    briefing_done_page,
    briefing_page,
    briefing_review_page,
    error_page,
    login_page,
    logout_page,
    message_page,
    payment_page,
    privacy_page,
    proposal_page,
)
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
    PaymentState,
    PaymentView,
    ProposalState,
    ProposalView,
)

__all__ = [
    "ACTION",
    "FOLLOW",
    "PART",
    "REVIEW",
    "SECURITY_HEADERS",
    "BriefingAction",
    "BriefingDoneView",
    "BriefingReviewView",
    "BriefingView",
    "LoginView",
    "MessageView",
    "PaymentState",
    "PaymentView",
    "ProposalState",
    "ProposalView",
    "Site",
    "StaticFile",
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
    "static_files",
]
