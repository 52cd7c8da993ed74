"""An API's errors: its codes, each with HTTP status and text, and which of them it answers for each reason of the core."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from config.reasons import Reason

# At every API: there is nothing at this address; a fault of the server's own.
NOWHERE = "ERROR_NOT_FOUND"
GENERIC = "ERROR_GENERIC"


@dataclass(frozen=True, slots=True)
class ErrorText:
    """One code's status and text. `{detail}` in the text is where the particular reason goes; `default` if there is none."""

    status: int
    text: str
    default: str = ""

    def render(self, detail: str) -> str:
        """The text for a particular reason."""
        return self.text.format(detail=detail or self.default)


@dataclass(frozen=True, slots=True)
class Codes:
    """An API's codes for what happens at every endpoint: no proper request, wrong members, and the engine being away.

    `unauthorized`: a caller who is kept out, at APIs that ask who he is; `forbidden`: one who is known, and may not do this.
    `too_many`: one who has to wait, at APIs that bound how much they are asked. `policy_violation`: a user name or a value that
    breaks rules, which are told, at APIs that check them. `approval_required`: what another administrator has to agree to; the
    request for it is told. `malformed` and `invalid` may be one code.
    """

    malformed: str
    invalid: str
    unavailable: str
    unauthorized: str | None = None
    forbidden: str | None = None
    too_many: str | None = None
    policy_violation: str | None = None
    approval_required: str | None = None


@dataclass(frozen=True, slots=True)
class CodeAndDetail:
    """How an endpoint answers a reason in its own way: its code, and what it says for `{detail}`; null: what the core says."""

    code: str
    detail: str | None = None


# By the reasons that an endpoint answers otherwise than its API does.
Refusals = Mapping[Reason, CodeAndDetail]


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """An API's errors. Every reason has its code, and every code its text: a table that is not total is not made."""

    texts: Mapping[str, ErrorText]
    codes: Codes
    reasons: Mapping[Reason, str]

    def __post_init__(self) -> None:
        answered = {*self.reasons.values(), *(code for code in astuple(self.codes) if code), NOWHERE, GENERIC}
        if missing := [*(set(Reason) - set(self.reasons)), *(answered - set(self.texts))]:
            raise ValueError(f"the table of errors lacks {', '.join(sorted(missing))}")


def by_reason(reasons_of: Mapping[str, Iterable[Reason]]) -> dict[Reason, str]:
    """The code of each reason, from the reasons that each code is answered for. Raises `ValueError` where one has two."""
    found: dict[Reason, str] = {}
    for code, reasons in reasons_of.items():
        for reason in reasons:
            if found.setdefault(reason, code) != code:
                raise ValueError(f"{reason} is answered by {found[reason]} and by {code}")
    return found


def whatever(code: str) -> Refusals:
    """The declaration of an endpoint that answers all reasons alike."""
    return dict.fromkeys(Reason, CodeAndDetail(code))
