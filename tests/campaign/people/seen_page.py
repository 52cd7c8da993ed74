"""What somebody sees of a page: its headings, what it tells him, its forms and the ways that lead on."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_SILENT = ("script", "style", "title", "svg")
_VOID = ("input", "meta", "link", "img", "br")


@dataclass
class SeenForm:
    """`fields` are sent with it as they stand; `buttons` are (name, value) of those that send it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class SeenPage:
    """`notices` are (role, text) of what is said to the reader; `by_id` the texts of what has an id; `data` that of `#flow`."""

    status: int
    language: str = ""
    heading: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)
    forms: list[SeenForm] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def form(self, ending: str) -> SeenForm | None:
        """The form whose address ends so; null: there is none."""
        return next((one for one in self.forms if one.action.endswith(f"/{ending}")), None)

    @property
    def csrf(self) -> str:
        """The token in its forms."""
        return next((one.fields["csrf"] for one in self.forms if "csrf" in one.fields), "")

    @property
    def leads_on(self) -> bool:
        """Whether it says what can be done next: a form, or a way, in the page's own part."""
        return bool(self.ways) or any(not one.action.endswith("/language") for one in self.forms)


def seen(status: int, markup: str) -> SeenPage:
    """What there is to see."""
    reader = _Reader(status)
    reader.feed(markup)
    reader.page.text = " ".join(" ".join(reader.words).split())
    return reader.page


class _Reader(HTMLParser):
    """One page, from its first tag to its last."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.page, self.words = SeenPage(status), list[str]()
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        form = self.page.forms[-1] if self.page.forms else None
        if tag == "html":
            self.page.language = has.get("lang", "")
        elif tag == "form":
            self.page.forms.append(SeenForm(has["action"]))
        elif tag == "input" and form and "name" in has and has.get("type") != "checkbox":
            form.fields[has["name"]] = has.get("value", "")
        elif tag == "button" and form and has.get("type") != "button":
            form.buttons.append((has.get("name", ""), has.get("value", "")))
        elif tag == "select":
            self._select = has["name"]
        elif tag == "option" and form and self._select and "disabled" not in has:
            if "selected" in has or self._select not in form.fields:
                form.fields[self._select] = has["value"]
        elif tag == "a" and any(name == "main" for name, _, _ in self._open):
            self.page.ways.append(has.get("href", ""))
        if has.get("id") == "flow":
            self.page.data = {name.removeprefix("data-"): value for name, value in has.items()}
        if tag not in _VOID:
            self._open.append((tag, has, []))

    def handle_data(self, data: str) -> None:
        if any(name in _SILENT for name, _, _ in self._open):
            return
        self.words.append(data)
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(name == tag for name, _, _ in self._open):
            return
        while True:
            name, has, words = self._open.pop()
            text = "".join(words) if name == "pre" else " ".join("".join(words).split())
            if name == "h1":
                self.page.heading = text
            if has.get("role") in ("alert", "status"):
                self.page.notices.append((has["role"], text))
            if "id" in has:
                self.page.by_id[has["id"]] = text
            if name == "select":
                self._select = None
            if name == tag:
                return
