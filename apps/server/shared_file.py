"""`/arquivo/{token}/{name}`: a document that a provider fetches, such as a proposal for Twilio."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.links import FILE_PATH
from apps.server.limiting import RateLimiter
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest, Rejected

__all__ = ["SharedFilePage"]


class SharedFilePage:
    """The endpoint."""

    def __init__(self, application: Application, limiter: RateLimiter) -> None:
        self._files = application.shared_files
        self._limiter = limiter
        self.routes = [Route(f"{FILE_PATH}{{token}}/{{name}}", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        try:
            document = await self._files.open(**request.path_params)
        except (InvalidRequest, Rejected) as error:
            # Only a wrong address is counted: a provider fetches for many from few machines.
            await self._limiter.count_unverified(request)
            raise InvalidRequest("unknown link", status=404) from error
        return Response(
            document.content,
            media_type=document.media_type,
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f"attachment; filename*=utf-8''{quote(document.filename)}",
            },
        )
