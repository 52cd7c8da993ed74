"""PARTY_INFO: the company or person on the other side."""

from collections.abc import Mapping
from typing import Final

from babel import Locale
from marshmallow import fields

from api.formdata.field_kind import TEXT_LENGTH, Field, FieldKind, FieldSchema, attribute, label, type_of
from api.formdata.reader import Reader
from api.http.lenient_json import Lenient
from api.http.schema import String
from config.attributes.types.party_info import TYPE as PARTY_INFO
from config.attributes.types.party_info import party


class PartyInfoSchema(Lenient):
    """Who it is. URLs are passed on as they came."""

    logoUrl = String(max=TEXT_LENGTH, load_default=None)
    name = String(min=1, required=True)
    description = String(max=TEXT_LENGTH, load_default=None)
    websiteUrl = String(max=TEXT_LENGTH, load_default=None)


class PartyInfoFieldSchema(FieldSchema):
    """`partyInfo` stands next to the label."""

    type = type_of("PARTY_INFO")
    partyInfo = fields.Nested(PartyInfoSchema, required=True)


class PartyInfoKind(FieldKind):
    word = "PARTY_INFO"
    schema = PartyInfoFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: field["partyInfo"]["name"]}

    def render(self, field: Field, reader: Reader) -> Field:
        return label(field, reader)

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        return attribute(PARTY_INFO, field, partyInfo=party(field["partyInfo"]))


TYPE: Final = PartyInfoKind()
