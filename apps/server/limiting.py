"""
Rate limits, by the address of the client.

They hold the public pages and requests that nobody we know has signed.  A signed webhook is
never counted, so nobody can keep Telegram or Stripe out by flooding us.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.requests import Request

from autovenda_core.errors import InvalidRequest

__all__ = ["Limits", "RateLimiter", "TooManyRequests"]

IPV6_PREFIX = 64
"""What one subscriber gets; each address in it costs them nothing."""


class TooManyRequests(InvalidRequest):
    """This client asks too often (429)."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("too many requests", status=429)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class Limits:
    """Requests of one client in a minute."""

    pages: int = 120
    """A whole office may share an address; a page that waits asks 30 times a minute."""
    unverified: int = 120
    """Webhooks without a valid signature."""
    logins: int = 10
    """Passwords that one client tries."""
    logins_of_one: int = 20
    """Passwords that anybody tries for one operator in an hour; more would be guessing."""


class RateLimiter:
    """Counts in memory: a restart forgets, which costs nothing."""

    def __init__(self, limits: Limits) -> None:
        self._windows = FixedWindowRateLimiter(MemoryStorage())
        self._pages = RateLimitItemPerMinute(limits.pages, namespace="pages")
        self._unverified = RateLimitItemPerMinute(limits.unverified, namespace="unverified")
        self._logins = RateLimitItemPerMinute(limits.logins, namespace="logins")
        self._logins_of_one = RateLimitItemPerHour(limits.logins_of_one, namespace="logins of one")

    async def count_page(self, request: Request) -> None:
        """
        A public page is asked for.

        Raises:
            TooManyRequests: once too often.
        """
        await self._count(self._pages, request)

    async def count_unverified(self, request: Request) -> None:
        """
        A webhook proved not to be signed by anybody we know.

        Raises:
            TooManyRequests: once too often.
        """
        await self._count(self._unverified, request)

    async def count_login(self, request: Request, login: str) -> None:
        """
        Somebody tries a password for a login, whether there is such an operator or not.

        Raises:
            TooManyRequests: once too often.
        """
        await self._count(self._logins, request)
        await self._hit(self._logins_of_one, login)

    async def forgive_login(self, login: str) -> None:
        """It was the right one: the operator's earlier tries do not count any more."""
        await self._windows.clear(self._logins_of_one, login)

    async def _count(self, limit: RateLimitItem, request: Request) -> None:
        host = request.client.host if request.client is not None else ""
        await self._hit(limit, _client(host))

    async def _hit(self, limit: RateLimitItem, name: str) -> None:
        if not await self._windows.hit(limit, name):
            raise TooManyRequests(limit.get_expiry())


def _client(host: str) -> str:
    """Whom an address stands for."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False))
    return host
