"""What a schema makes of a request: at once where the request is plainly right, else by marshmallow, which says what is wrong.

Of each schema a loader is made once. It looks at each field one time, in the schema's order, calls the schema's own hooks that
come after, and gives up at the first thing that is not plain: a fault, an older name, a text for a number. What it answers is
what `Schema.load` would.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, missing
from marshmallow.decorators import POST_LOAD, PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from api.http.lenient_json import Lenient
from api.http.plain_readers import UNPLAIN, NoReader, NotPlain, Reader, checking, read_by, reader_of
from api.http.schema import Strict

# Of schemas that are made once there are some hundreds; one that somebody makes for each request is not kept for ever.
MOST = 1024

# Both leave alone what has the type that its field expects.
_COERCIONS = (Strict.coerce, Lenient.coerce)


def load(schema: Schema, value: Any) -> Any:
    """As `schema.load(value)`, which raises `ValidationError`."""
    loader = _loader(schema)
    if loader is not None:
        try:
            return loader(value)
        except UNPLAIN:
            pass
    return schema.load(value)


def reader_of_schema(schema: Schema) -> Reader:
    """A reader of what the schema loads."""
    return _loader(schema) or schema.load


@lru_cache(MOST)
def _loader(schema: Schema) -> Reader | None:
    """Null: marshmallow alone can load by it."""
    try:
        return _make(schema)
    except NoReader:
        return None


def _make(schema: Schema) -> Reader:
    check, finish = _hooks(schema)
    members = [_member(name, field) for name, field in schema.load_fields.items()]
    older = frozenset(schema.older_names) if isinstance(schema, Strict) else frozenset()

    def read(data: Any) -> Any:
        if type(data) is not dict or not older.isdisjoint(data):
            raise NotPlain
        loaded: dict[str, Any] = {}
        for name, key, reader, required, default, make in members:
            if name in data and (value := data[name]) is not None:
                loaded[key] = reader(value)
            elif required:
                raise NotPlain
            elif make is not None:
                loaded[key] = make()
            elif default is not missing:
                loaded[key] = default
        for hook in check:
            hook(loaded)
        for hook in finish:
            loaded = hook(loaded)
        return loaded

    return read


def _member(name: str, field: fields.Field[Any]) -> tuple[str, str, Reader, bool, Any, Callable[[], Any] | None]:
    """Its name in a request and in what is loaded, its reader, and what stands for it where it is absent."""
    key, default = field.attribute or name, field.load_default
    if "." in key:
        raise NoReader
    make = default if callable(default) else None
    member = name if field.data_key is None else field.data_key
    return member, key, reader_of(field), field.required, default, make


def _hooks(schema: Schema) -> tuple[list[Reader], list[Reader]]:
    """Those that look at what was loaded, and those that change it. Raises `NoReader` where there are others."""
    # marshmallow has no public name for a schema's hooks; `tests/api/http/test_plain_load.py` shows that each is minded.
    known: Mapping[str, list[tuple[str, bool, dict[str, Any]]]] = schema._hooks
    if not isinstance(schema, Strict) or type(schema).coerce not in _COERCIONS:
        raise NoReader
    if [name for name, *_ in known[PRE_LOAD]] != ["_members"] or known[VALIDATES]:
        raise NoReader
    if schema.many or schema.partial is not None or schema.unknown != EXCLUDE or type(schema).load is not Schema.load:
        raise NoReader
    return _called(schema, known[VALIDATES_SCHEMA]), _called(schema, known[POST_LOAD])


def _called(schema: Schema, hooks: list[tuple[str, bool, dict[str, Any]]]) -> list[Reader]:
    if any(of_collections or options.get("pass_original") for _, of_collections, options in hooks):
        raise NoReader
    return [partial(getattr(schema, name), many=False, partial=None, unknown=EXCLUDE) for name, *_ in hooks]


def _nested(field: fields.Nested) -> Reader:
    if field.many or field.schema.many or field.unknown is not None:
        raise NoReader
    return checking(reader_of_schema(field.schema), field)


read_by(_nested)(fields.Nested._deserialize)
