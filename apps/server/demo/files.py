"""The templates and files of the demo's own pages; no asset of anybody else's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.http.pages import Site, StaticFile, static_files
from autovenda_core.money import format_brl

__all__ = ["demo_files", "render"]

PREFIX = "/demo/static/"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class _Assets:
    """Addresses, for the templates."""

    pages: str
    """The stylesheet of the public pages, which has colours and buttons."""
    icon: str
    style: str
    script: str


@cache
def demo_files() -> Mapping[str, StaticFile]:
    """Our files by their path, which has a digest of the content, so it never changes."""
    made = (_file(name) for name in ("demo.css", "demo.js"))
    return {file.path: file for file in made}


def render(template: str, site: Site, **values: Any) -> str:
    """A page of the demo; everything that is not in the template is escaped."""
    return _TEMPLATES.get_template(template).render(site=site, assets=_assets(site), **values)


def _assets(site: Site) -> _Assets:
    paths = [*static_files(site.colour), *demo_files()]

    def named(end: str) -> str:
        return next(path for path in paths if path.endswith(end))

    def ours(end: str) -> str:
        return next(path for path in demo_files() if path.endswith(end))

    return _Assets(named(".css"), named(".svg"), ours(".css"), ours(".js"))


def _file(name: str) -> StaticFile:
    content = files("apps.server.demo").joinpath("static", name).read_text("utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    stem, _, suffix = name.partition(".")
    return StaticFile(f"{PREFIX}{stem}-{digest}.{suffix}", _TYPES[f".{suffix}"], content)


_TEMPLATES = Environment(
    loader=PackageLoader("apps.server.demo"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["brl"] = format_brl
