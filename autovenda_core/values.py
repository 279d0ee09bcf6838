"""
Frozen dataclasses that are cheap to import, to make and to compare.

To mypy and to a reader these are `dataclasses.dataclass(frozen=True)` and
`dataclasses.replace`.  What runs differs: the standard ones compile six methods for each class
and set fields through `object.__setattr__`.  The flow makes a dozen values for each event and
the core has some fifty classes, so that was most of its time and of its import
(bench/core.py).  Here one `__init__` is compiled for a class, it writes `__dict__`, and the
other methods are shared.

Only for plain values: fields with defaults or factories, no slots, no `__post_init__`,
no inheritance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "from_fields", "replace"]

V = TypeVar("V")


def from_fields(kind: type[V], fields: dict[str, Any]) -> V:
    """
    A value of exactly these fields: all that it has, in their order, unchecked.

    The dict becomes the value's own; the caller must not keep it.
    """
    value = object.__new__(kind)
    object.__setattr__(value, "__dict__", fields)
    return value


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:
    import dataclasses

    def dataclass(*, frozen):
        """A frozen dataclass, made by the means of this module."""
        assert frozen, "values are frozen"
        return _decorate

    def replace(value, /, **changes):
        """A copy of a value with some fields changed."""
        return from_fields(value.__class__, value.__dict__ | changes)

    def _decorate(cls):
        cls = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
        cls.__init__ = _init_of(cls)
        cls.__eq__, cls.__hash__, cls.__repr__ = _eq, _hash, _repr
        cls.__setattr__, cls.__delattr__ = _refuse, _refuse
        return cls

    def _init_of(cls):
        names = {"_missing": dataclasses.MISSING}
        parameters, lines = ["self"], ["__state = self.__dict__"]
        for field in dataclasses.fields(cls):
            name = field.name
            if field.default is not dataclasses.MISSING:
                names[f"_{name}"] = field.default
                parameters.append(f"{name}=_{name}")
            elif field.default_factory is not dataclasses.MISSING:
                names[f"_{name}"] = field.default_factory
                parameters.append(f"{name}=_missing")
                lines.append(f"if {name} is _missing: {name} = _{name}()")
            else:
                parameters.append(name)
            lines.append(f"__state[{name!r}] = {name}")
        source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines)
        exec(source, names)  # noqa: S102 - as dataclasses itself does, from field names only
        return names["__init__"]

    def _eq(self, other):
        if other.__class__ is self.__class__:
            return self.__dict__ == other.__dict__
        return NotImplemented

    def _hash(self):
        return hash(tuple(self.__dict__.values()))

    def _repr(self):
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{self.__class__.__qualname__}({fields})"

    def _refuse(self, name, *value):
        raise dataclasses.FrozenInstanceError(f"cannot change {name!r} of a value")
