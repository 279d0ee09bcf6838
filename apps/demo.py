"""`autovenda demo`: a whole sale in the browser, on one port, without keys or a network."""

from __future__ import annotations

import argparse
import asyncio
import logging
import socket
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from apps.config import Settings, environment
from apps.server.demo.autopilot import Autopilot
from apps.server.demo.director import Director
from apps.server.demo.memory import Memory
from apps.server.demo.queries import Queries
from apps.server.demo.routes import create_demo
from apps.server.demo.settings import data_folder, simulated_settings
from apps.server.demo.stage import Stage
from apps.server.serving import address_of, listen, serve

__all__ = ["run"]

BURST_SECONDS = 1
TYPING_SECONDS = 0.5
MEMORY_FILE = "simulation.json"


def run(args: argparse.Namespace) -> int:
    """
    Serve until told to stop; the exit code.

    Raises:
        ConfigurationError: a live key is in the environment, the port is taken, or the data
            folder cannot be used.
    """
    logging.basicConfig(level=logging.ERROR)  # nobody watches over a demo
    environ = environment()
    with data_folder(args.data_dir) as folder:
        settings = simulated_settings(environ, folder, burst_seconds=BURST_SECONDS)
        with listen(args.host, args.port) as listener:
            asyncio.run(_serve(settings, folder, args.host, listener))
    return 0


async def _serve(settings: Settings, folder: Path, host: str, listener: socket.socket) -> None:
    address = address_of(host, listener.getsockname()[1])
    stage = Stage(settings, Memory(folder / MEMORY_FILE), address, TYPING_SECONDS)
    async with AsyncExitStack() as resources:
        await resources.enter_async_context(stage.running())
        queries = Queries(settings.database)
        resources.callback(queries.close)
        director = Director(stage, queries)
        resources.push_async_callback(director.close)
        autopilot = Autopilot(director)
        resources.push_async_callback(autopilot.stop)
        sys.stdout.write(f"Auto-Venda demo: {address}/demo  (Ctrl+C to stop)\n")
        sys.stdout.flush()
        await serve(create_demo(director, autopilot), listener)
