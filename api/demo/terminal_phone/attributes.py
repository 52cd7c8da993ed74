"""Attributes of a form as published apps show them, strictly: what they would drop is named as dropped."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.demo.terminal_phone.words import AppWords

Attribute = Mapping[str, Any]


class _Dropped(Exception):
    """Apps do not show the attribute; the message says why."""


def attribute_lines(attribute: Attribute, words: AppWords) -> list[str]:
    """What a reader sees of one attribute."""
    try:
        kind, label = _text(attribute, "type"), _text(attribute, "label")
        _text(attribute, "id")
        if kind not in _KINDS:
            raise _Dropped("its type is known to no app")
        return _KINDS[kind](attribute, label, words)
    except _Dropped as dropped:
        return [f"(apps show nothing of the attribute {attribute.get('id')!r}, {attribute.get('type')!r}: {dropped})"]


def _amount(attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    return [f"{label}: {_money(attribute, '')}"]


def _conversion(attribute: Attribute, label: str, words: AppWords) -> list[str]:
    if not isinstance(attribute.get("dynamic"), bool):
        raise _Dropped("dynamic is neither true nor false")
    remark = f" ({words.rate_may_change})" if attribute["dynamic"] else ""
    return [f"{label}: {_money(attribute, 'source')} → {_money(attribute, 'target')}{remark}"]


def _key_value(attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    return [f"{label}: {_text(attribute, 'value')}"]


def _note(attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    return [f"{label}:", *(f"  {line}" for line in _text(attribute, "note").splitlines())]


def _heading(_attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    return ["", f"# {label}"]


def _alert(attribute: Attribute, _label: str, _words: AppWords) -> list[str]:
    title = attribute.get("title")
    texts = [*([title] if isinstance(title, str) else []), *_text(attribute, "message").splitlines()]
    return [f"[{_text(attribute, 'alertType')}] {line}" for line in texts]


def _image(attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    large = attribute.get("originalUrl")
    return [f"{label}: [image {_text(attribute, 'thumbnailUrl')}]" + (f" [{large}]" if isinstance(large, str) else "")]


def _party(attribute: Attribute, label: str, _words: AppWords) -> list[str]:
    info = attribute.get("partyInfo")
    if not isinstance(info, dict):
        raise _Dropped("it has no partyInfo")
    name, about, logo, site = (_text(info, member) for member in ("name", "description", "logoUrl", "websiteUrl"))
    # An inline picture is the server's word for none.
    pictures = [] if logo.startswith("data:") else [f"  [image {logo}]"]
    return [f"{label}: {name}", *([f"  {about}"] if about else []), *pictures, *_site(site)]


def _site(address: str) -> list[str]:
    return [] if address == "about:blank" else [f"  {address}"]


_KINDS: Final[Mapping[str, Callable[[Attribute, str, AppWords], list[str]]]] = {
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
