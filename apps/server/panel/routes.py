"""Everything below `/painel`: the door, the commands, and the panel behind its gate."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from apps.operators import Logins
from apps.server.limiting import Limits, RateLimiter
from apps.server.panel.browser import PATH
from apps.server.panel.commands import CommandDesk
from apps.server.panel.gate import WATCH_SECONDS, Gate
from apps.server.panel.headers import panel_headers
from apps.server.panel.login import LoginPages
from apps.wiring import Application

__all__ = ["panel_routes"]

DEFAULT_LIMITS = Limits()


def panel_routes(
    application: Application,
    panel: ASGIApp,
    page: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    watch_seconds: float = WATCH_SECONDS,
) -> Sequence[BaseRoute]:
    """
    The routes of a panel, whose every address answers with the HTML text `page`.

    An open websocket is closed at most `watch_seconds` after its login has ended.
    """
    logins = Logins(application.store, application.clock)
    public_url = application.settings.public_url
    gate = Gate(
        panel,
        logins,
        panel_headers(page),
        public_url=public_url,
        watch_seconds=watch_seconds,
    )
    return [
        *LoginPages(application.site, logins, RateLimiter(limits), public_url).routes,
        *CommandDesk(application, logins).routes,
        # Or Starlette (Router, redirect_slashes) leads on to whatever host a request names.
        Route(PATH, gate),
        Mount(PATH, gate),
    ]
