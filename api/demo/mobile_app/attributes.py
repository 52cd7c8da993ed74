"""Attributes of a form as published apps read them, strictly: what they would drop is named as dropped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.demo.mobile_app.words import AppWords

Attribute = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownAttribute:
    """What a reader sees of an attribute. `value` stands beside the label, `lines` below it, `remark` after the value.

    `level` is an alert's, `pictures` and `site` are addresses, the small picture first.
    """

    kind: str
    label: str
    value: str = ""
    lines: tuple[str, ...] = ()
    remark: str = ""
    level: str = ""
    pictures: tuple[str, ...] = ()
    site: str = ""


@dataclass(frozen=True, slots=True)
class DroppedAttribute:
    """What no app shows, and why."""

    id: object
    kind: object
    why: str


class _Dropped(Exception):
    """Apps do not show the attribute; the message says why."""


def read_attribute(attribute: Attribute, words: AppWords) -> ShownAttribute | DroppedAttribute:
    """What a reader sees of one attribute."""
    try:
        kind, label = _text(attribute, "type"), _text(attribute, "label")
        _text(attribute, "id")
        if kind not in _KINDS:
            raise _Dropped("its type is known to no app")
        return _KINDS[kind](attribute, label, words)
    except _Dropped as dropped:
        return DroppedAttribute(attribute.get("id"), attribute.get("type"), str(dropped))


def _amount(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    return ShownAttribute("AMOUNT", label, _money(attribute, ""))


def _conversion(attribute: Attribute, label: str, words: AppWords) -> ShownAttribute:
    if not isinstance(attribute.get("dynamic"), bool):
        raise _Dropped("dynamic is neither true nor false")
    remark = words.rate_may_change if attribute["dynamic"] else ""
    value = f"{_money(attribute, 'source')} → {_money(attribute, 'target')}"
    return ShownAttribute("AMOUNT_CONVERSION", label, value, remark=remark)


def _key_value(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    return ShownAttribute("KEY_VALUE", label, _text(attribute, "value"))


def _note(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    return ShownAttribute("NOTE", label, lines=tuple(_text(attribute, "note").splitlines()))


def _heading(_attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    return ShownAttribute("HEADING", label)


def _alert(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    title = attribute.get("title")
    texts = (*([title] if isinstance(title, str) else []), *_text(attribute, "message").splitlines())
    return ShownAttribute("ALERT", label, lines=texts, level=_text(attribute, "alertType"))


def _image(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    large = attribute.get("originalUrl")
    pictures = (_text(attribute, "thumbnailUrl"), *([large] if isinstance(large, str) else []))
    return ShownAttribute("IMAGE", label, pictures=pictures)


def _party(attribute: Attribute, label: str, _words: AppWords) -> ShownAttribute:
    info = attribute.get("partyInfo")
    if not isinstance(info, dict):
        raise _Dropped("it has no partyInfo")
    name, about, logo, site = (_text(info, member) for member in ("name", "description", "logoUrl", "websiteUrl"))
    return ShownAttribute(
        "PARTY_INFO",
        label,
        name,
        lines=(about,) if about else (),
        # An inline picture is the server's word for none, as an empty page is.
        pictures=() if logo.startswith("data:") else (logo,),
        site="" if site == "about:blank" else site,
    )


_KINDS: Final[Mapping[str, Callable[[Attribute, str, AppWords], ShownAttribute]]] = {
    "AMOUNT": _amount,
    "AMOUNT_CONVERSION": _conversion,
    "KEY_VALUE": _key_value,
    "NOTE": _note,
    "HEADING": _heading,
    "ALERT": _alert,
    "IMAGE": _image,
    "PARTY_INFO": _party,
}


def _money(attribute: Attribute, side: str) -> str:
    """The whole as the server wrote it, else its parts, formatted ones first (`mobile-and-cloud.md` §9, rule 7)."""

    def member(name: str) -> Any:
        return attribute.get(f"{side}{name[0].upper()}{name[1:]}" if side else name)

    amount = next((one for one in (member("amountFormatted"), member("amount")) if one is not None), None)
    currency = next((one for one in (member("currencyFormatted"), member("currency")) if one is not None), None)
    if amount is None or not isinstance(currency, str):
        raise _Dropped(f"it has no {side or 'amount'} in a currency")
    whole = member("valueFormatted")
    return whole if isinstance(whole, str) else f"{amount} {currency}"


def _text(attribute: Attribute, member: str) -> str:
    value = attribute.get(member)
    if not isinstance(value, str):
        raise _Dropped(f"{member} is no text")
    return value
