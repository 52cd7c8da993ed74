"""How the demo speaks: who calls what, what came of it, in a width that terminals have."""

import json
import textwrap
from collections.abc import Callable
from typing import Any

import click

_WIDTH = 100
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
        self._write(click.style(f"          {verb} {path}  {_short(request)}", dim=True))

    def answer(self, **facts: object) -> None:
        """What the engine answered, as far as it matters here."""
        told = "   ".join(f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in facts.items())
        self._write(f"  engine  {told}")

    def form(self, language: str, form: dict[str, Any]) -> None:
        """A form as its reader sees it."""
        lines = [form["title"]["message"], *_sentences(form["greeting"]["message"])]
        lines += [f"{field['label'] or ''}: {field['formattedValue']}" for field in form["parameters"]]
        self._write(f"          +- {language} " + "-" * 50)
        for line in lines:
            self._write(f"          |  {line}")
        self._write("          +" + "-" * 55)

    def link(self, name: str, address: str) -> None:
        """Where to look."""
        self._write(f"  {name:<22} {click.style(address, underline=True)}")


def _sentences(text: str) -> list[str]:
    return text.splitlines()


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(map(str, value)) if value else "none"
    return "-" if value is None else str(value)


def _short(request: dict[str, Any]) -> str:
    """What tells one request from another: neither the operation's id, which all have, nor the whole form."""
    told = {name: value for name, value in request.items() if name not in ("operationId", "formData")}
    return json.dumps(told, ensure_ascii=False) if told else ""
