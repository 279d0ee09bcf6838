"""
Stripe's webhooks in another API version than the one we are written for: said once.

An endpoint that was made without a version changes its bodies whenever the account's version
does.  Nothing breaks by it at first, because bodies are only read for what to look at.
"""

from __future__ import annotations

import logging

from apps.logs import note

__all__ = ["VersionWatch"]

_log = logging.getLogger(__name__)


class VersionWatch:
    """Looks at the bodies of one provider; only Stripe's carry a version."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._told = set[str]()

    def look_at(self, body: bytes) -> None:
        """Log the version of a genuine body, if it is a new one and not ours."""
        if self._provider != "stripe":
            return
        # Deferred: the SDK is an extra, and slow to import; here it is loaded already.
        import stripe

        from adapters.stripe.webhooks import event_version

        version = event_version(body)
        if version is None or version == stripe.api_version or version in self._told:
            return
        self._told.add(version)
        note(_log, "webhook of another API version", theirs=version, ours=stripe.api_version)
