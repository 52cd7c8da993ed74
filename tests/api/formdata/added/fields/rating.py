"""RATING: a type of parameters that is nowhere but here."""

from typing import Final

from api.formdata.field_kind import Field, FieldKind, FieldSchema, attribute, label, type_of
from api.http.schema import Integer
from config.attributes.types.key_value import TYPE as KEY_VALUE


class RatingFieldSchema(FieldSchema):
    """`stars` stands next to the label."""

    type = type_of("RATING")
    stars = Integer(min=1, max=5, required=True, metadata={"description": "How many stars of five."})


class RatingKind(FieldKind):
    word = "RATING"
    schema = RatingFieldSchema

    def raw(self, field, user_input):
        return {field["id"]: str(field["stars"])}

    def render(self, field, reader) -> Field:
        return label(field, reader)

    def render_for_phone(self, field, user_input, locale):
        return attribute(KEY_VALUE, field, value=f"{field['stars']} / 5")


TYPE: Final = RatingKind()
