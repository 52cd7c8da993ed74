"""AMOUNT: a sum of money in a currency."""

from collections.abc import Mapping
from typing import Final

from babel import Locale

from api.formdata.field_kind import (
    Field,
    FieldKind,
    FormattedFieldSchema,
    attribute,
    format_type,
    label,
    single_value,
    type_of,
)
from api.formdata.money_members import money_members
from api.formdata.reader import Reader
from api.http.schema import Decimal, String
from config.attributes.types.amount import TYPE as AMOUNT
from config.vocabulary import ValueFormatType
from locales.formats import plain
from locales.money import money


class AmountFieldSchema(FormattedFieldSchema):
    """`amount` in `currency` (ISO 4217); texts name the currency by `currencyId`."""

    type = type_of("AMOUNT")
    valueFormatType = format_type(ValueFormatType.AMOUNT)
    amount = Decimal(load_default=None)
    currency = String(load_default=None)
    currencyId = String(load_default=None)


class AmountKind(FieldKind):
    word = "AMOUNT"
    schema = AmountFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        values = {field["id"]: None if field["amount"] is None else plain(field["amount"])}
        if field["currencyId"] is not None:
            values[field["currencyId"]] = field["currency"]
        return values

    def render(self, field: Field, reader: Reader) -> Field:
        if field["valueFormatType"] != ValueFormatType.AMOUNT:
            # Another type of format takes the amount for a text, "100 CZK" (`nextstep.md` §4.3).
            words = (None if field["amount"] is None else plain(field["amount"]), field["currency"])
            return label(field, reader) | single_value(field, " ".join(filter(None, words)) or None, reader)
        if field["amount"] is None:
            return label(field, reader) | {"formattedValue": None, "formattedValues": {}}
        found = money(plain(field["amount"]), field["currency"] or "", reader.locale)
        return label(field, reader) | {
            "formattedValue": found.in_a_form,
            "formattedValues": {"amount": found.amount_formatted, "currency": found.currency_formatted},
        }

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        """Written as that of a template; another type of format has the whole alone."""
        if field["amount"] is None:
            return None
        amount, currency = plain(field["amount"]), field["currency"] or ""
        if field["valueFormatType"] == ValueFormatType.AMOUNT:
            return attribute(AMOUNT, field, **money_members(locale, amount, currency))
        whole = field["formattedValue"] or amount
        members = {"amountFormatted": amount, "currencyFormatted": currency, "valueFormatted": whole}
        return attribute(AMOUNT, field, amount=field["amount"], currency=currency, **members)


TYPE: Final = AmountKind()
