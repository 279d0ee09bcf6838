"""
Frozen dataclasses that are cheap to make: the flow makes a dozen of them for each event.

To mypy and to a reader these are `dataclasses.dataclass` and `dataclasses.replace`.  What runs
differs in how fields are set (bench/core.py): the standard frozen `__init__` calls
`object.__setattr__` for each field, and `replace` calls that `__init__` again.  Here
both write `__dict__`, two and five times faster, and the values are just as frozen.

Only for plain values: keyword or positional fields with defaults or factories, no slots,
no `__post_init__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:
    import dataclasses

    def dataclass(*, frozen):
        """A frozen dataclass whose `__init__` writes `__dict__`."""
        assert frozen, "values are frozen"

        def decorate(cls):
            cls = dataclasses.dataclass(frozen=True)(cls)
            if dataclasses.fields(cls):
                cls.__init__ = _init_of(cls)
            return cls

        return decorate

    def replace(value, /, **changes):
        """A copy of a value with some fields changed."""
        new = object.__new__(value.__class__)
        new.__dict__.update(value.__dict__, **changes)
        return new

    def _init_of(cls):
        names, parameters, lines = {}, [], ["    __state = self.__dict__"]
        for field in dataclasses.fields(cls):
            name = field.name
            if field.default is not dataclasses.MISSING:
                names[f"_{name}"] = field.default
                parameters.append(f"{name}=_{name}")
            elif field.default_factory is not dataclasses.MISSING:
                names[f"_{name}"] = field.default_factory
                names["_missing"] = dataclasses.MISSING
                parameters.append(f"{name}=_missing")
                lines.append(f"    if {name} is _missing: {name} = _{name}()")
            else:
                parameters.append(name)
            lines.append(f"    __state[{name!r}] = {name}")
        source = f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines)
        exec(source, names)  # noqa: S102 - as dataclasses itself does, from field names only
        init = names["__init__"]
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        init.__annotations__ = {
            field.name: field.type for field in dataclasses.fields(cls) if field.init
        }
        return init


__all__ = ["dataclass", "replace"]
