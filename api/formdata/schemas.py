"""The form as banks send it, and as it is stored: one plain dict in document 002's order of keys, nulls written out."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load, validates_schema

from api.formdata.field_kind import TEXT_LENGTH, FieldSchema
from api.formdata.field_types import KINDS
from api.http.lenient_json import Lenient
from api.http.malformed import Malformed
from api.http.plain_load import reader_of_schema
from api.http.plain_readers import NotPlain, Reader, checking, read_by
from api.http.schema import Boolean, Dict, List, String, Word
from config.printable import reordering
from config.vocabulary import BannerType

# Of parameters, banners, configured fields, inputs.
COUNT = 100


class FormMessageSchema(Lenient):
    """A text: the id of its catalog entry, or the bank's own `message`. `value` is an older name of `message`."""

    id = String(min=1, load_default=None)
    message = String(max=TEXT_LENGTH, load_default=None)
    value = String(max=TEXT_LENGTH, load_only=True, metadata={"description": "Read as `message` if that is null."})

    @post_load
    def _one_name(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        value = data.pop("value", None)
        if data["message"] is None:
            data["message"] = value
        return data


class FormBannerSchema(Lenient):
    """A banner above the form."""

    id = String(min=1, load_default=None)
    message = String(max=TEXT_LENGTH, load_default=None)
    bannerType = Word(BannerType, plain=True, load_default=BannerType.BANNER_INFO.value)


class FormFieldConfigSchema(Lenient):
    """How the parameter of this id is preset."""

    id = String(min=1, required=True)
    enabled = Boolean(load_default=True)
    defaultValue = String(max=TEXT_LENGTH, load_default=None)


def _parameter(field: "FormParameterField") -> Reader:
    readers = {word: reader_of_schema(schema) for word, schema in field.schemas.items()}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise NotPlain
        word = value.get("type")
        if type(word) is not str or word not in readers:
            raise NotPlain
        return readers[word](value)

    return checking(read, field)


class FormParameterField(fields.Field[dict[str, Any]]):
    """One parameter, read by the schema of its `type`; `api.formdata.openapi` describes it."""

    schemas: ClassVar[Mapping[str, FieldSchema]] = {word: kind.schema() for word, kind in KINDS.items()}

    @read_by(_parameter)
    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> dict[str, Any]:
        value = super()._deserialize(value, attr, data, **kwargs)
        if not isinstance(value, Mapping):
            raise ValidationError([Malformed("Not an object.")])
        word = value.get("type")
        schema = self.schemas.get(word) if isinstance(word, str) else None
        if schema is None:
            raise ValidationError({"type": [Malformed(f"Must be one of: {', '.join(self.schemas)}.")]})
        loaded: dict[str, Any] = schema.load(value)
        return loaded


def user_input() -> Dict:
    """What the user has entered: texts by key."""
    return Dict(String(), String(max=TEXT_LENGTH), max=COUNT, load_default=dict)


def _find_reordering(value: Any) -> Any:
    """Violations in the shape of a loaded value: texts that move what a person reads around them; null where there are none."""
    if isinstance(value, str):
        character = reordering(value)
        return [f"Has the character {character}."] if character else None
    if isinstance(value, dict):
        members: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    else:
        return None
    found = {}
    for place, inner in members:
        # Most of a form, and no such character is of ASCII.
        if inner is None or (type(inner) is str and inner.isascii()):
            continue
        if violation := _find_reordering(inner):
            found[place] = violation
    return found or None


class OperationFormDataSchema(Lenient):
    """The whole form. What it shows is read before it is signed: no text of it may reorder what stands around it."""

    title = fields.Nested(FormMessageSchema, load_default=None)
    greeting = fields.Nested(FormMessageSchema, load_default=None)
    summary = fields.Nested(FormMessageSchema, load_default=None)
    config = List(fields.Nested(FormFieldConfigSchema), max=COUNT, load_default=list)
    banners = List(fields.Nested(FormBannerSchema), max=COUNT, load_default=list)
    parameters = List(FormParameterField(), max=COUNT, load_default=list)
    dynamicDataLoaded = Boolean(load_default=False)
    userInput = user_input()

    @validates_schema
    def _reads_as_written(self, data: dict[str, Any], **_: Any) -> None:
        if found := _find_reordering(data):
            raise ValidationError(found)


class FormDataUpdateSchema(Lenient):
    """The form in an update: only `userInput` is read, the rest is ignored (`nextstep.md` §5)."""

    userInput = user_input()
