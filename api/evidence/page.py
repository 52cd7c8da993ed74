"""A bundle's records as one page for people: no script, nothing from elsewhere, every value escaped."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from api.evidence.page_template import HOW_TO_VERIFY, PAGE, STYLE
from api.evidence.page_words import answer_of, form_of, operation_of, registration_of
from api.evidence.records import Record, RecordKind, instant
from config import printable

_AUDIT = (
    "Rows of the audit trail, which are linked by keyed digests. Each was held against its own digest and the row before it when "
    "this was made; whoever has the audit key can do so again."
)
_TABLES: tuple[tuple[RecordKind, str, str, Mapping[str, str]], ...] = (
    (
        RecordKind.STEP,
        "The steps",
        "",
        {"": "number", "At": "at", "Method": "method", "Ended": "ended", "Then": "result", "Why": "reason", "By": "by"},
    ),
    (
        RecordKind.CHECK,
        "Passwords and codes that were checked",
        "Values are neither kept nor told.",
        {
            "At": "at",
            "User": "userId",
            "Password": "credential",
            "was": "credentialResult",
            "Code": "otp",
            "was ": "otpResult",
        },
    ),
    (
        RecordKind.CODE,
        "One-time passwords for this operation",
        "",
        {
            "Made": "created",
            "Definition": "definition",
            "Status": "status",
            "Tried": "attempts",
            "Wrong": "failedAttempts",
            "Right at": "verified",
        },
    ),
    (
        RecordKind.DELIVERY,
        "Who was told",
        "Those that are still kept; each callback's retentionDays says how long.",
        {
            "Made": "created",
            "Kind": "kind",
            "Event": "event",
            "To": "target",
            "State": "state",
            "Tries": "attempts",
        },
    ),
    (
        RecordKind.AUDIT,
        "The audit trail",
        _AUDIT,
        {
            "": "position",
            "At": "at",
            "Who": "actor",
            "What": "action",
            "Result": "result",
            "From": "address",
            "Chain": "chain",
        },
    ),
)


def render(operation_id: str, records: Sequence[Record], *, moment: str, release: str) -> bytes:
    """The page."""
    by_kind: dict[str, list[Record]] = {}
    for one in records:
        by_kind.setdefault(one["record"], []).append(one)
    operation = by_kind.get(RecordKind.OPERATION)
    form = by_kind.get(RecordKind.FORM)
    page = _template().render(
        style=Markup(STYLE),  # noqa: S704 - a constant
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}",
        operation_id=operation_id,
        made=moment,
        release=release,
        operation=operation and operation_of(operation[0]),
        form=form and {"language": form[0]["language"], **form_of(form[0]["form"])},
        answers=[answer_of(one) for one in by_kind.get(RecordKind.ANSWER, ())],
        registrations=[registration_of(one) for one in by_kind.get(RecordKind.REGISTRATION, ())],
        tables=[*_tables(by_kind)],
        gaps=[one["text"] for one in by_kind.get(RecordKind.GAP, ())],
        notes=[one["text"] for one in by_kind.get(RecordKind.NOTE, ())],
        how_to_verify=HOW_TO_VERIFY,
    )
    return page.encode("utf-8", "backslashreplace")


def _tables(by_kind: Mapping[str, list[Record]]) -> Iterable[dict[str, Any]]:
    for kind, title, text, columns in _TABLES:
        found = by_kind.get(kind)
        if found:
            rows = [[_with_words(kind, one).get(member) for member in columns.values()] for one in found]
            yield {"id": str(kind), "title": title, "text": text, "head": [*columns], "rows": rows}


def _with_words(kind: RecordKind, record: Record) -> Record:
    if kind is RecordKind.STEP:
        by = "a phone" if record["answer"] else "a check of the engine's" if record["checked"] else "the bank"
        return {**record, "by": "" if record["method"] == "INIT" else by}
    if kind is RecordKind.AUDIT:
        waits = "not sealed yet" if record["position"] is None else "whole"
        return {**record, "at": instant(record["at_ms"]), "chain": record["problem"] or waits}
    return record


def _seen(value: object) -> str:
    """What nobody would see, or what moves what stands around it, as its code."""
    return printable.marked(str(value))


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["seen"] = _seen
    return environment.from_string(PAGE)
