"""KEY_VALUE: any labelled value, an account or a date among them."""

from collections.abc import Mapping

from babel import Locale

from api.formdata.fields.kind import (
    TEXT_LENGTH,
    Field,
    FieldKind,
    FormattedFieldSchema,
    formatted,
    label,
    single_value,
    type_of,
)
from api.formdata.reader import Reader
from api.http.schema import String
from config.vocabulary import AttributeType, FieldType


class KeyValueFieldSchema(FormattedFieldSchema):
    """`value` stands next to the label, shown as `valueFormatType` says."""

    type = type_of(FieldType.KEY_VALUE)
    value = String(max=TEXT_LENGTH, load_default=None)


class KeyValue(FieldKind):
    word = FieldType.KEY_VALUE
    schema = KeyValueFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: field["value"]}

    def shown(self, field: Field, reader: Reader) -> Field:
        return label(field, reader) | single_value(field, field["value"], reader)

    def on_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        return formatted(AttributeType.KEY_VALUE, field, "value")
