"""
The durable loop, over ports only: facts come in, turns are handled, effects are done.

    receive ─▶ inbox ─▶ turn (flow.step, in one transaction) ─▶ effects ─▶ one port call each
                 ▲                                                              │
                 └──────────────────────── its answer ◀────────────────────────┘

`Runtime` is what runs; `decide` is its pure middle, for whoever brings their own loop.
"""

from autovenda_core.runtime.deciding import decide
from autovenda_core.runtime.loop import Observer, Runtime
from autovenda_core.runtime.ports import Ports

__all__ = ["Observer", "Ports", "Runtime", "decide"]
