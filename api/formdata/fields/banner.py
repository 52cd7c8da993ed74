"""BANNER: a message between parameters."""

from collections.abc import Mapping

from api.formdata.fields.kind import TEXT_LENGTH, Field, FieldKind, FieldSchema, type_of
from api.formdata.reader import Reader
from api.schema import String, Word
from config.vocabulary import BannerType, FieldType


class BannerFieldSchema(FieldSchema):
    """`message` is the text of `id`, taken as it is: its places are not filled."""

    type = type_of(FieldType.BANNER)
    message = String(max=TEXT_LENGTH, load_default=None)
    bannerType = Word(BannerType, plain=True, load_default=BannerType.BANNER_INFO.value)


class Banner(FieldKind):
    word = FieldType.BANNER
    schema = BannerFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: None}

    def shown(self, field: Field, reader: Reader) -> Field:
        return {"message": reader.text(field["id"], field["message"])}
