"""When the server is killed, and that it comes back at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from random import Random
from threading import Event, Thread
from time import sleep

from tests.drill.server import Server
from tests.drill.wire import Call, Journal, Killed, Trap

__all__ = ["Killer", "Moment"]


class Moment(Enum):
    """Where a kill is aimed."""

    ANY = "at a random moment"
    START = "while it was starting"
    SEND = "between Telegram's acceptance and its answer"
    CHECKOUT = "between Stripe's acceptance and its answer"


AIMS = (Moment.SEND, Moment.CHECKOUT, Moment.ANY, Moment.ANY, Moment.START, Moment.SEND, Moment.ANY)
"""The mix; each round of it is shuffled, but for the first, so that a short drill has them all."""

LONGEST_LIFE_SECONDS = 6.0
"""A trap that nothing steps into is given up, and the server killed where it is."""

LONGEST_START_SECONDS = 1.5
PATIENCE_SECONDS = 120.0


class Killer:
    """
    Kills and restarts the server until `enough` is set, at most `most` times; leaves it running.

    Args:
        over: set when the server would not start again, so that nobody waits for it.
        mean_life_seconds: of a server between its start and a kill at a random moment.
    """

    def __init__(
        self,
        server: Server,
        journal: Journal,
        rng: Random,
        over: Event,
        *,
        mean_life_seconds: float,
        most: int,
    ) -> None:
        self.trap = Trap(server.kill)
        self.enough = Event()
        self.kills: Counter[Moment] = Counter()
        self._failure: BaseException | None = None
        self._server = server
        self._journal = journal
        self._rng = rng
        self._over = over
        self._mean_life_seconds = mean_life_seconds
        self._most = most
        self._thread = Thread(target=self._run, name="killer", daemon=True)

    def start(self) -> None:
        """Begin, with a server that is serving."""
        self._thread.start()

    def stop(self) -> None:
        """
        End after the kill that is under way, and leave the server running.

        Raises:
            RuntimeError: it would not start again.
        """
        self.enough.set()
        self._thread.join(PATIENCE_SECONDS)
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            for aim, _ in zip(self._aims(), range(self._most), strict=False):
                if self.enough.is_set():
                    break
                self.kills[self._come_to(aim)] += 1
                self._kill()
            self._server.wait_until_serving()
        except BaseException as error:  # noqa: BLE001  raised again by `stop`
            self._failure = error
            self._over.set()

    def _aims(self) -> Iterator[Moment]:
        yield from AIMS
        while True:
            yield from self._rng.sample(AIMS, len(AIMS))

    def _kill(self) -> None:
        self._server.kill()
        self._server.wait_until_dead()
        self._journal.wait_until_quiet()
        self._journal.write(Killed())
        self._server.launch()

    def _come_to(self, aim: Moment) -> Moment:
        """Let time pass until the aim, or until patience ends; where the server is now."""
        if aim is Moment.START:
            sleep(self._rng.uniform(0.05, LONGEST_START_SECONDS))
            return Moment.ANY if self._server.is_serving else aim
        self._server.wait_until_serving()
        if aim is Moment.ANY:
            sleep(self._rng.uniform(0.05, 2 * self._mean_life_seconds))
            return aim
        call, up_to = (Call.SEND, 12) if aim is Moment.SEND else (Call.CHECKOUT, 3)
        self.trap.set(call, self._rng.randint(1, up_to))
        sprung = self.trap.sprung.wait(LONGEST_LIFE_SECONDS)
        self.trap.disarm()
        return aim if sprung else Moment.ANY
