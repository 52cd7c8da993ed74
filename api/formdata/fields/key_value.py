"""KEY_VALUE: any labelled value, an account or a date among them."""

from api.formdata.fields.kind import TEXT_LENGTH, FormattedFieldSchema, SingleValueKind, type_of
from api.http.schema import String
from config.vocabulary import AttributeType, FieldType


class KeyValueFieldSchema(FormattedFieldSchema):
    """`value` stands next to the label, shown as `valueFormatType` says."""

    type = type_of(FieldType.KEY_VALUE)
    value = String(max=TEXT_LENGTH, load_default=None)


class KeyValueKind(SingleValueKind):
    word = FieldType.KEY_VALUE
    schema = KeyValueFieldSchema
    member = "value"
    on_phones = AttributeType.KEY_VALUE
