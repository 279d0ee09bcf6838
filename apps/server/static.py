"""`/static/…`: the files that our pages refer to."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.pages import static_files

__all__ = ["static_route"]


def static_route(colour: str) -> Route:
    """The files for pages of that brand colour; their names change with their content."""
    known = static_files(colour)

    async def static(request: Request) -> Response:
        file = known.get(request.url.path)
        if file is None:
            raise HTTPException(404)
        headers = {"Cache-Control": file.cache_control}
        return Response(file.content, media_type=file.media_type, headers=headers)

    return Route("/static/{name}", static, methods=["GET"])
