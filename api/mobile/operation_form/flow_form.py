"""The form of a web flow's operation, as the phone reads forms (`nextstep.md` §4, `mobile-and-cloud.md` §2)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from babel import Locale

from api.formdata.fields.bank_account_choice import CHOICE
from api.formdata.render import Form, localize
from api.mobile.operation_form.attributes.money_members import money_members
from api.mobile.operation_form.attributes.party_info import party
from config.vocabulary import AlertType, AttributeType, BannerType, FieldType, ValueFormatType
from locales.catalogs import Catalogs
from locales.formats import plain
from locales.languages import Language
from locales.templates import substitute

Field = Mapping[str, Any]
Entries = Mapping[str, str]

_ALERTS: Final = {
    BannerType.BANNER_INFO: AlertType.INFO,
    BannerType.BANNER_WARNING: AlertType.WARNING,
    BannerType.BANNER_ERROR: AlertType.ERROR,
}


def flow_form_data(form: Form | None, data: str, language: Language, catalogs: Catalogs) -> dict[str, Any]:
    """`{"title", "message", "attributes"}` of a stored formData, localized as the Next Step door does.

    The greeting is the message; banners of the page come first. A field that has nothing to show is left out. An operation
    without a form, or whose form has no title, has the texts of a push message: `data` is the operation's.
    """
    texts = catalogs.texts(language.text)
    title = texts["push.confirmOperation"]
    if form is None:
        message = substitute(texts["push.data"], {"operationData": data})
        return {"title": title, "message": message, "attributes": []}
    shown = localize(form, language, catalogs)
    return {
        "title": _words(shown["title"], title),
        "message": _words(shown["greeting"], ""),
        "attributes": [*_page_banners(shown), *_fields(shown, language.locale)],
    }


def _words(part: Form | None, other: str) -> str:
    text: str | None = None if part is None else part["message"]
    return other if text is None else text


def _page_banners(form: Form) -> Iterator[dict[str, Any]]:
    for index, banner in enumerate(form["banners"]):
        # Published apps lose an attribute without an id; the bank's own text has none.
        yield _alert(banner["id"] or f"banner.{index}", banner)


def _fields(form: Form, locale: Locale) -> Iterator[dict[str, Any]]:
    for field in form["parameters"]:
        found = _ATTRIBUTES[field["type"]](field, form["userInput"], locale)
        if found is not None:
            yield found


def _attribute(kind: AttributeType, field: Field, **members: Any) -> dict[str, Any]:
    return {"type": kind.value, "id": field["id"], "label": field.get("label") or "", **members}


def _amount(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    """Written as that of a template; another type of format has the whole alone."""
    if field["amount"] is None:
        return None
    amount, currency = plain(field["amount"]), field["currency"] or ""
    if field["valueFormatType"] == ValueFormatType.AMOUNT:
        return _attribute(AttributeType.AMOUNT, field, **money_members(amount, currency, locale))
    whole = field["formattedValue"] or amount
    members = {"amountFormatted": amount, "currencyFormatted": currency, "valueFormatted": whole}
    return _attribute(AttributeType.AMOUNT, field, amount=field["amount"], currency=currency, **members)


def _key_value(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    value = field["formattedValue"]
    return None if value is None else _attribute(AttributeType.KEY_VALUE, field, value=value)


def _note(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    note = field["formattedValue"]
    return None if note is None else _attribute(AttributeType.NOTE, field, note=note)


def _heading(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    """The value is the heading: a web flow ignores the label, which is the heading of phones."""
    heading = field["formattedValue"]
    return None if heading is None else _attribute(AttributeType.HEADING, {**field, "label": heading}, level=0)


def _banner(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    return _alert(field["id"], field)


def _alert(id: str, banner: Field) -> dict[str, Any]:
    kind = _ALERTS[BannerType(banner["bannerType"])]
    members = {} if banner["message"] is None else {"message": banner["message"]}
    return _attribute(AttributeType.ALERT, {"id": id}, alertType=kind.value, **members)


def _party_info(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    return _attribute(AttributeType.PARTY_INFO, field, partyInfo=party(field["partyInfo"]))


def _bank_account_choice(field: Field, entries: Entries, locale: Locale) -> dict[str, Any] | None:
    """The account that the user chose, or that is chosen for him: the default one, or the first."""
    accounts: list[Field] = field["bankAccounts"]
    wanted = (entries.get(CHOICE), field["defaultValue"])
    chosen = (each for id in wanted if id is not None for each in accounts if each["accountId"] == id)
    account = next(chosen, accounts[0] if accounts else None)
    value = account and (account["number"] or account["name"] or account["accountId"])
    return _attribute(AttributeType.KEY_VALUE, field, value=value) if value else None


_ATTRIBUTES: Final[Mapping[str, Callable[[Field, Entries, Locale], dict[str, Any] | None]]] = {
    FieldType.AMOUNT: _amount,
    FieldType.KEY_VALUE: _key_value,
    FieldType.NOTE: _note,
    FieldType.HEADING: _heading,
    FieldType.BANNER: _banner,
    FieldType.PARTY_INFO: _party_info,
    FieldType.BANK_ACCOUNT_CHOICE: _bank_account_choice,
}
