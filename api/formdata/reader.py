"""Whom a form is shown to: the texts of one language and the formats of one locale."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from config.vocabulary import ValueFormatType
from locales.formats import date, number
from locales.money import money


@dataclass(frozen=True, slots=True)
class Reader:
    """One language's `texts` by id and the `locale` that numbers, amounts and dates are written in."""

    texts: Mapping[str, str]
    locale: Locale

    def text(self, id: str | None, stored: str | None) -> str | None:
        """The catalog's text of `id`; without one, what the bank `stored`; else the literal of `nextstep.md` §4.2."""
        if id is None:
            return stored
        text = self.texts.get(id, stored)
        return f"MISSING_LOCALIZATION_FOR_FIELD: {id}" if text is None else text

    def value(self, value: str | None, format_type: str | None, stored: str | None) -> str | None:
        """`value` as its type of format shows it (`nextstep.md` §4.3); `stored` stands in for a text that no catalog has."""
        if format_type == ValueFormatType.DATE:
            return date(value, self.locale)
        if format_type == ValueFormatType.NUMBER:
            return number(value, self.locale)
        if format_type == ValueFormatType.AMOUNT:
            return None if value is None else money(value, "", self.locale).amount_formatted
        if format_type == ValueFormatType.LOCALIZED_TEXT and value is not None:
            return self.text(value, stored)
        return value
