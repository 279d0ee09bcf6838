"""
Puts the panel behind its gate: in the server, at `/painel`, or alone, beside a server.

The only place that knows both the server's side (`apps.server.panel`) and what the panel is made
with (`apps.panel`, Streamlit).  Streamlit runs one application in a process (streamlit 1.67,
`st.App`), with options that are process-wide: ours, and none of the user's config files.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from adapters.http.client import make_client
from adapters.http.pages import SECURITY_HEADERS, Site
from apps.config import Settings
from apps.local_reader import LocalReader
from apps.operators import LoginLookup
from apps.panel import place
from apps.panel.house import house_of
from apps.server.envelope import Envelope
from apps.server.panel.browser import PATH
from apps.server.panel.forwarding import Forwarder
from apps.server.panel.gate import Gate
from apps.server.panel.headers import panel_headers
from apps.server.panel.routes import panel_routes
from apps.server.serving import address_of, listen, serve
from apps.server.static import static_route
from apps.wiring import MEDIA_FOLDER, Application, SystemClock

__all__ = ["mounted", "preload", "run_alone"]

_SCRIPT = Path(__file__).parent / "panel" / "streamlit_app.py"


@asynccontextmanager
async def mounted(application: Application, server: str) -> AsyncIterator[Sequence[BaseRoute]]:
    """
    The routes of the panel in a server that runs; `server` is where this machine reaches it.

    For once in a process.
    """
    house = house_of(application.settings, application.clock.now())
    media = application.settings.data_dir / MEDIA_FOLDER
    place.settle(place.Place(application.settings.database, server, house, media))
    async with _streamlit(application.settings.public_url) as panel:
        yield panel_routes(application, panel, _page())


async def run_alone(
    settings: Settings, server: str | None, host: str, port: int, say: Callable[[str], None]
) -> None:
    """
    Serve the panel by itself, on the machine of the database, until told to stop.

    It only reads; logins and commands go to `server`.  None: there is none, and they are refused
    in words.

    Raises:
        ConfigurationError: there is no database, a file of the owner's cannot be read, or the port
            is taken.
    """
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listen(host, port))
        address = address_of(host, listener.getsockname()[1])
        reader = LocalReader(settings.database)
        stack.callback(reader.close)
        client = await stack.enter_async_context(make_client())
        site = Site(company=settings.company, human_name=settings.human_name)
        house = house_of(settings, SystemClock().now())
        media = settings.data_dir / MEDIA_FOLDER
        place.settle(place.Place(settings.database, address, house, media))
        panel = await stack.enter_async_context(_streamlit(None))
        gate = Gate(panel, LoginLookup(reader, SystemClock()), panel_headers(_page()))
        app = Starlette(
            routes=[
                *Forwarder(client, server, site).routes,
                static_route(site.colour),
                Mount(PATH, gate),
            ],
            middleware=[Middleware(Envelope, headers=SECURITY_HEADERS)],
        )
        say(f"The panel is at {address}{PATH}; commands go to {server or 'NOBODY (no --server)'}")
        await serve(app, listener, websockets=True)


@asynccontextmanager
async def _streamlit(public_url: str | None) -> AsyncIterator[Any]:
    """The panel as an ASGI application that runs."""
    # Deferred: an extra, and slow to import.
    import streamlit

    preload()
    _set_options(public_url)
    panel = streamlit.App(_SCRIPT)
    async with panel.lifespan()(None):
        yield panel


def preload() -> None:
    """
    Import what tables and charts are drawn with, which Streamlit 1.67 does when it draws one.

    It takes half a second, and whoever opens the first page after a start would wait for it.
    """
    for name in ("pandas", "altair"):
        import_module(name)


def _set_options(public_url: str | None) -> None:
    """
    Streamlit's options, from its own defaults and our file.

    It reads the user's files and variables unless its cache of options is there (streamlit 1.67,
    `config.get_config_options`); so this fills that cache.
    """
    from streamlit import config

    config._config_options = copy.deepcopy(config._config_options_template)
    text = files("apps.panel").joinpath("options.toml").read_text("utf-8")
    for name, value in _flat(tomllib.loads(text)):
        config.set_option(name, value)
    if public_url is not None:
        # A proxy may hide the host that the browser asked; the gate looks at the origin before.
        config.set_option("server.corsAllowedOrigins", [public_url])


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Options by their dotted names; the headers that Streamlit trusts are one option."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and name != "server.trustedUserHeaders":
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _page() -> str:
    """The one HTML page of Streamlit."""
    return files("streamlit").joinpath("static", "index.html").read_text("utf-8")
