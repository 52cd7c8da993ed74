"""BANNER: a message between parameters."""

from collections.abc import Mapping
from typing import Any, Final

from babel import Locale

from api.formdata.field_kind import TEXT_LENGTH, Field, FieldKind, FieldSchema, attribute, type_of
from api.formdata.reader import Reader
from api.http.schema import String, Word
from config.attributes.types.alert import TYPE as ALERT
from config.vocabulary import AlertType, BannerType

_ALERTS: Final = {
    BannerType.BANNER_INFO: AlertType.INFO,
    BannerType.BANNER_WARNING: AlertType.WARNING,
    BannerType.BANNER_ERROR: AlertType.ERROR,
}


class BannerFieldSchema(FieldSchema):
    """`message` is the text of `id`, taken as it is: its places are not filled."""

    type = type_of("BANNER")
    message = String(max=TEXT_LENGTH, load_default=None)
    bannerType = Word(BannerType, plain=True, load_default=BannerType.BANNER_INFO.value)


class BannerKind(FieldKind):
    word = "BANNER"
    schema = BannerFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: None}

    def render(self, field: Field, reader: Reader) -> Field:
        return {"message": reader.text(field["id"], field["message"])}

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        return alert(field["id"], field)


TYPE: Final = BannerKind()


def alert(id: str, banner: Mapping[str, Any]) -> Field:
    """A banner, inside the form or above it, as a phone's attribute."""
    kind = _ALERTS[BannerType(banner["bannerType"])]
    members = {} if banner["message"] is None else {"message": banner["message"]}
    return attribute(ALERT, {"id": id}, alertType=kind.value, **members)
