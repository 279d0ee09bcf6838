"""Catalogue, texts and FAQ as the owner has written them in the panel, over those of the files."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from adapters.storage import settings
from adapters.storage.settings import Kind
from apps.logs import note
from autovenda_core.catalog import read_catalog
from autovenda_core.errors import ConfigurationError
from autovenda_core.faq import read_faq
from autovenda_core.fsm.machine import Flow
from autovenda_core.texts import read_texts

__all__ = ["written", "written_over"]

_log = logging.getLogger(__name__)


def written(db: Connection) -> Mapping[Kind, str]:
    """The newest version of each that there is."""
    found = {kind: settings.newest(db, kind) for kind in Kind}
    return {kind: setting.content for kind, setting in found.items() if setting is not None}


def written_over(flow: Flow, contents: Mapping[Kind, str]) -> Flow:
    """
    The flow with what was written in the place of what it has.

    What cannot be read (it was checked when it was saved, perhaps by an older version of ours)
    changes nothing, and the log says so: a sale with the file's texts is better than none.
    """
    for kind, content in contents.items():
        try:
            flow = _with(flow, kind, content)
        except ConfigurationError as error:
            note(_log, "a setting of the panel cannot be read any more", kind=kind, why=str(error))
    return flow


def _with(flow: Flow, kind: Kind, content: str) -> Flow:
    match kind:
        case Kind.CATALOG:
            return replace(flow, catalog=read_catalog(content))
        case Kind.TEXTS:
            return replace(flow, texts=read_texts(content))
        case Kind.FAQ:
            return replace(flow, faq=read_faq(content))
