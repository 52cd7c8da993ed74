"""How the demo speaks: who calls what, what came of it, in a width that terminals have."""

import io
import json
import textwrap
from collections.abc import Callable
from typing import Any

import click
import segno

_WIDTH = 100
_BETWEEN_WORDS: Any = {"break_long_words": False, "break_on_hyphens": False}
_ROLES = {"admin": "yellow", "bank": "magenta", "web flow": "blue", "phone": "green"}


class Terminal:
    """Prints through `write`, one line a call; colours are dropped where the output is no terminal."""

    def __init__(self, write: Callable[[str], None] = click.echo) -> None:
        self._write = write

    def scene(self, title: str, about: str) -> None:
        """A heading, and what is going to happen."""
        self._write("")
        self._write(click.style(f"== {title} ".ljust(_WIDTH, "="), bold=True))
        self.say(about)

    def say(self, text: str) -> None:
        """A sentence of the narrator's."""
        for line in textwrap.wrap(text, _WIDTH):
            self._write(line)

    def call(self, role: str, purpose: str, verb: str, path: str, request: dict[str, Any]) -> None:
        """Somebody sends a request."""
        who = click.style(f"{role:>8}", fg=_ROLES[role], bold=True)
        self._write("")
        self._write(f"{who}  {purpose}")
        sent = f"{verb} {path}  {_short(request)}".rstrip()
        for line in textwrap.wrap(sent, _WIDTH, initial_indent=" " * 10, subsequent_indent=" " * 12, **_BETWEEN_WORDS):
            self._write(click.style(line, dim=True))

    def answer(self, **facts: object) -> None:
        """What the engine answered, as far as it matters here."""
        self._write(f"  engine  {_format_facts(facts)}")

    def push(self, text: str) -> None:
        """What reached the phone, unasked."""
        self._write(f"    push  {text}")

    def sms(self, text: str) -> None:
        """What the user's telephone shows, unasked."""
        for number, line in enumerate(text.splitlines()):
            self._write(f"{'' if number else 'sms':>8}  {line}")

    def callback(self, **facts: object) -> None:
        """What reached the bank, unasked."""
        self._write(f"callback  {_format_facts(facts)}")

    def qr_code(self, text: str) -> None:
        """What a phone would scan, drawn by half blocks."""
        drawn = io.StringIO()
        segno.make_qr(text, error="l", encoding="utf-8").terminal(drawn, border=1, compact=True)
        for line in drawn.getvalue().splitlines():
            self._write(f"          {line}")

    def form(self, language: str, form: dict[str, Any]) -> None:
        """A web's form as its reader sees it."""
        fields = [(field["label"], field["formattedValue"]) for field in form["parameters"]]
        self._box(language, form["title"]["message"], form["greeting"]["message"], fields)

    def screen(self, language: str, form: dict[str, Any]) -> None:
        """A phone's screen as its reader sees it."""
        fields = [(one["label"], one.get("valueFormatted") or one.get("value")) for one in form["attributes"]]
        self._box(language, form["title"], form["message"], fields)

    def _box(self, language: str, title: str, text: str, fields: list[tuple[str | None, str | None]]) -> None:
        self._write(f"          +- {language} " + "-" * 50)
        for line in (title, *text.splitlines(), *(f"{label or ''}: {value}" for label, value in fields)):
            self._write(f"          |  {line}")
        self._write("          +" + "-" * 55)

    def link(self, name: str, address: str) -> None:
        """Where to look."""
        self._write(f"  {name:<22} {click.style(address, underline=True)}")


def _format_facts(facts: dict[str, object]) -> str:
    return "   ".join(f"{name.replace('_', ' ')}: {_format_value(value)}" for name, value in facts.items())


def _format_value(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(map(str, value)) if value else "none"
    return "-" if value is None else str(value)


def _short(request: dict[str, Any]) -> str:
    """What tells one request from another: neither the operation's id, which all have, nor the whole form."""
    members = {name: value for name, value in request.items() if name not in ("operationId", "formData")}
    return json.dumps(members, ensure_ascii=False) if members else ""
