"""Every benchmark, one after the other."""

from __future__ import annotations

from bench import core, imports, storage, understanding

if __name__ == "__main__":
    for each in (core, imports, understanding, storage):
        each.main()
