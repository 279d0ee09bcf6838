"""What a Stripe account remembers: objects by id, lists of them, and the events it made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import stripe

from adapters.stripe.emulator.schema import ApiError
from autovenda_core.ports.clock import Clock

__all__ = ["Json", "Records"]

Json = dict[str, Any]


class Records:
    """
    Objects are mutable and shared in here; whatever leaves is a copy.

    Args:
        clock: for `created`.
        series: a part of every id, so that a second account in the life of one database does
            not repeat the ids of the first.
    """

    def __init__(self, clock: Clock, series: str = "") -> None:
        self._clock = clock
        self._series = series
        self._objects: dict[str, Json] = {}
        self._counts: Counter[str] = Counter()

    def now(self) -> int:
        """The clock in Stripe's seconds."""
        return int(self._clock.now().timestamp())

    def add(self, prefix: str, values: Json) -> Json:
        """Keep a new object under a counted id, with its time."""
        self._counts[prefix] += 1
        record_id = f"{prefix}{self._series}{self._counts[prefix]:012d}"
        self._objects[record_id] = {"id": record_id, "created": self.now(), **values}
        return self._objects[record_id]

    def put(self, value: Json) -> Json:
        """Keep an object under the id it has, over what was there."""
        self._objects[value["id"]] = {**self._objects.get(value["id"], {}), **deepcopy(value)}
        return self._objects[value["id"]]

    def find(self, record_id: str) -> Json | None:
        """The object itself, if there is one."""
        return self._objects.get(record_id)

    def get(self, record_id: str, kind: str) -> Json:
        """
        The object itself.

        Raises:
            ApiError: 404, there is none of this kind.
        """
        found = self._objects.get(record_id)
        if found is None or found["object"] != kind:
            message = f"No such {kind}: '{record_id}'"
            raise ApiError(message, status=404, code="resource_missing", param="id")
        return found

    def all(self, kind: str) -> list[Json]:
        """Every object of a kind, newest first."""
        return [value for value in reversed(self._objects.values()) if value["object"] == kind]

    def copy(self, value: Json, expand: Iterable[str] = ()) -> Json:
        """
        An object as the API answers it.

        Raises:
            ApiError: a path in `expand` leads to nothing that can be expanded.
        """
        answer = deepcopy(value)
        for path in expand:
            self._expand(answer, path.split("."), path)
        return answer

    def _expand(self, value: Any, steps: list[str], path: str) -> None:
        if isinstance(value, list):
            for item in value:
                self._expand(item, steps, path)
            return
        step, *rest = steps
        if not isinstance(value, dict) or step not in value:
            raise ApiError(f"This property cannot be expanded ({path}).", param="expand[0]")
        if isinstance(value[step], str) and value[step] in self._objects:
            value[step] = deepcopy(self._objects[value[step]])
        if rest and value[step] is not None:
            self._expand(value[step], rest, path)

    def page(self, kind: str, url: str, params: Json, matches: Callable[[Json], bool]) -> Json:
        """
        One page of a list.

        Raises:
            ApiError: a limit outside 1 to 100, a cursor that is unknown, a wrong `expand`.
        """
        limit = params.get("limit", 10)
        if not 1 <= limit <= 100:
            raise ApiError("This value must be between 1 and 100.", param="limit")
        created = _within(params.get("created", {}))
        found = [one for one in self.all(kind) if matches(one) and created(one["created"])]
        found, more = self._after_cursor(found, params, kind, limit)
        listing = {"object": "list", "url": url, "has_more": more, "data": found}
        return self.copy(listing, params.get("expand", ()))

    def _after_cursor(
        self, found: list[Json], params: Json, kind: str, limit: int
    ) -> tuple[list[Json], bool]:
        if before := params.get("ending_before"):
            newer = found[: found.index(self.get(before, kind))]
            return newer[-limit:], len(newer) > limit
        if after := params.get("starting_after"):
            found = found[found.index(self.get(after, kind)) + 1 :]
        return found[:limit], len(found) > limit

    def add_event(self, kind: str, about: Json) -> Json:
        """Write down that something happened, with the object as it is now."""
        return self.add(
            "evt_",
            {
                "object": "event",
                "api_version": stripe.api_version,
                "data": {"object": deepcopy(about)},
                "livemode": False,
                "pending_webhooks": 1,
                "request": {"id": None, "idempotency_key": None},
                "type": kind,
            },
        )


def _within(bounds: Json | int) -> Callable[[int], bool]:
    if isinstance(bounds, int):
        return lambda created: created == bounds
    return lambda created: (
        bounds.get("gt", -1) < created < bounds.get("lt", created + 1)
        and bounds.get("gte", created) <= created <= bounds.get("lte", created)
    )
