"""
Serves the town's panel, for looking at and for pictures.

    python -m tests.panel_browser.studio FOLDER

An operator of each role can sign in, called by it; the password is `PASSWORD`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from adapters.storage.operators import Role
from apps.operators import hash_password
from apps.panel_mount import mounted
from apps.server.app import create_app
from apps.server.serving import address_of, listen, serve
from tests.panel.town import Town, build_town

__all__ = ["PASSWORD"]

PASSWORD = "cavalo bateria grampo"  # noqa: S105
NAMES = {Role.OWNER: "Rafael Lima", Role.AGENT: "Bia Costa", Role.VIEWER: "Téo Alves"}


async def _serve(town: Town) -> None:
    with listen("127.0.0.1", 0) as listener:
        address = address_of("127.0.0.1", listener.getsockname()[1])
        async with mounted(town.application, address) as routes:
            app: Starlette = create_app(town.application, routes=routes)
            print(f"Panel: {address}/painel", flush=True)  # noqa: T201
            await serve(app, listener, websockets=True)


def main() -> None:
    """Build it, and serve until stopped."""
    with build_town(Path(sys.argv[1]), datetime.now(UTC)) as town:
        for role, name in NAMES.items():
            town.hire(role, name, role, hash_password(PASSWORD))
        town.run(_serve(town))


if __name__ == "__main__":
    main()
