"""HEADING: a line above other parameters; its label is ignored."""

from collections.abc import Mapping
from typing import Final

from babel import Locale

from api.formdata.field_kind import (
    TEXT_LENGTH,
    Field,
    FieldKind,
    FormattedFieldSchema,
    attribute,
    single_value,
    type_of,
)
from api.formdata.reader import Reader
from api.http.schema import String
from config.attributes.types.heading import TYPE as HEADING


class HeadingFieldSchema(FormattedFieldSchema):
    """`value` is the heading, or with LOCALIZED_TEXT the id of its text."""

    type = type_of("HEADING")
    value = String(max=TEXT_LENGTH, load_default=None)


class HeadingKind(FieldKind):
    word = "HEADING"
    schema = HeadingFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: field["value"]}

    def render(self, field: Field, reader: Reader) -> Field:
        return single_value(field, field["value"], reader)

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        """The value is the heading: a web flow ignores the label, which is the heading of phones."""
        heading = field["formattedValue"]
        return None if heading is None else attribute(HEADING, {**field, "label": heading}, level=0)


TYPE: Final = HeadingKind()
