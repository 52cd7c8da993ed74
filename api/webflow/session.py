"""What the server remembers of a browser, and of each operation that goes on in it."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

MOST_FLOWS = 20
# Of forms that were answered, so many are known again when they come once more.
MOST_FORMS = 50
# Answers of phones are kept whole.
MOST_PAGES = 5


def token() -> str:
    """What nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass(slots=True)
class Notice:
    """What a page says once of what was done before: an id of a text, and what fills its places."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class OfflineApproval:
    """An operation at PowerAuth Cloud with the same contents, which a code of this phone approves."""

    operation_id: str
    registration_id: str


@dataclass(slots=True)
class WebFlow:
    """One operation as one browser goes through it. Pages know it by `key`; the operation's id never leaves the server.

    `user_id` is who has authenticated himself in it. `attempts`: how many are left of the step `method`, where somebody was
    wrong. `otp_id` is of the one-time password that was sent last; `messages` are the keys of the forms that asked for one.
    `chooses`: the user wants another method; `is_canceled`: he has canceled here, and not on the phone. `offline` is what is
    approved by a phone without a network. Its forms take `turns`, and `answered` are the last ones by their keys.
    """

    key: str
    operation_id: str
    user_id: str | None = None
    notice: Notice | None = None
    method: str | None = None
    attempts: int | None = None
    otp_id: str | None = None
    messages: set[str] = field(default_factory=set)
    chooses: bool = False
    is_canceled: bool = False
    offline: OfflineApproval | None = None
    turns: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    forms: OrderedDict[str, bytes] = field(default_factory=OrderedDict, repr=False)

    def is_answered(self, key: str, form: bytes) -> bool:
        """Whether this very form (a digest of it) was sent and answered before."""
        return self.forms.get(key) == form

    def answer(self, key: str, form: bytes) -> None:
        """From now on it is known when it comes again."""
        self.forms[key] = form
        while len(self.forms) > MOST_FORMS:
            self.forms.popitem(last=False)

    def take_notice(self) -> Notice | None:
        """The notice, which is not shown again."""
        notice, self.notice = self.notice, None
        return notice


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A page, or the way to one, that was the answer to a form."""

    body: bytes
    status: int
    headers: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class WebSession:
    """What the server remembers of a browser. `csrf` stands in each of its forms.

    Forms of phones take `turns`, and `answers` are the last ones to them, by what was sent.
    """

    id: str = field(default_factory=token)
    csrf: str = field(default_factory=token)
    language: str | None = None
    notice: Notice | None = None
    flows: OrderedDict[str, WebFlow] = field(default_factory=OrderedDict)
    used_at: float = 0.0
    turns: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    answers: OrderedDict[bytes, ShownAnswer] = field(default_factory=OrderedDict, repr=False)
    _beginning: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def user_id(self) -> str | None:
        """Who authenticated last in one of its flows; null: nobody yet."""
        users = [flow.user_id for flow in self.flows_now() if flow.user_id is not None]
        return users[-1] if users else None

    def begin(self, operation_id: str) -> WebFlow:
        """The flow of an operation, or a new one; the oldest is forgotten where there are too many."""
        with self._beginning:
            for found in self.flows_now():
                if found.operation_id == operation_id:
                    return found
            flow = WebFlow(secrets.token_urlsafe(12), operation_id)
            self.flows[flow.key] = flow
            while len(self.flows) > MOST_FLOWS:
                self.flows.popitem(last=False)
            return flow

    def show(self, form: bytes, answer: ShownAnswer) -> None:
        """From now on it is known when it comes again."""
        self.answers[form] = answer
        while len(self.answers) > MOST_PAGES:
            self.answers.popitem(last=False)

    def flows_now(self) -> tuple[WebFlow, ...]:
        """The flows, oldest first: they may become more meanwhile, for a browser has several tabs."""
        return tuple(self.flows.values())
