"""A stream of fuzzed requests on one connection, by every caller of a bank in turn, with what came of each."""

import http.client
import json
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.api.conformance import APIS
from tests.campaign.fuzz.cases import NOTHING, Case
from tests.campaign.fuzz.changes import changed, written
from tests.campaign.fuzz.checks import faults
from tests.campaign.fuzz.phones import WITHIN
from tests.campaign.fuzz.world import World, patiently, spares_definitions

PREFIXES = {api.name: api.prefix for api in APIS}
# Requests until there is something new for them: an operation, a registration, a message.
_REFRESH = 25
_STRANGERS = 0.08
_SHOWN = 600
# For so long who hears "try again" does; then it is a fault.
_PATIENT_SECONDS = 60.0
# What takes longer than all else, hashing a password and starting a workflow, is sent less often: so large a share of times.
_RARE = {
    ("POST", "/admin/users"): 0.2,
    ("POST", "/admin/users/{username}/password"): 0.2,
    ("POST", "/operation"): 0.5,
    ("POST", "/operations"): 0.5,
    ("POST", "/v2/operations"): 0.5,
    ("POST", "/registration"): 0.5,
    ("POST", "/v2/registrations"): 0.5,
    ("POST", "/pa/v3/activation/create"): 0.5,
    ("POST", "/pa/v4/activation/create"): 0.5,
}


@dataclass
class Found:
    """What a stream saw: answers by endpoint and class of status, seconds by endpoint, faults with their requests.

    `again`: how often it was asked to come again, and did with the same request.
    """

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slow: list[tuple[float, str]] = field(default_factory=list)
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsent: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to send how many of which requests, by which dice. Answers slower than `slow_seconds` are told."""

    base_url: str
    admin: tuple[str, str]
    requests: int
    seed: int
    slow_seconds: float
    until: float


class Stream:
    """Sends what is asked for; `run` returns what was found."""

    def __init__(self, asked: Asked, cases: Sequence[Case]) -> None:
        self._asked, self._cases = asked, cases
        self._dice = Random(asked.seed)
        self._world = World(asked.base_url, asked.admin, self._dice)
        where = urlsplit(asked.base_url)
        self._http = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        self._found = Found()
        self._turn = 0

    def run(self) -> Found:
        """Until all are sent, or the time is over."""
        while self._turn < self._asked.requests and time.monotonic() < self._asked.until:
            case = self._dice.choice(self._cases)
            if self._dice.random() > _RARE.get((case.verb, case.path), 1):
                continue
            self._one(case)
            if self._turn % _REFRESH == 0:
                self._refresh()
        self._http.close()
        self._world.close()
        return self._found

    def _refresh(self) -> None:
        try:
            self._world.refresh()
        except AssertionError as error:
            told = self._found.faults.setdefault(
                "what a bank does every day", {"times": 0, "fault": str(error)[:_SHOWN]}
            )
            told["times"] += 1

    def _one(self, case: Case) -> None:
        dice = self._dice
        if case.path in WITHIN and dice.random() < 0.7:
            case = Case(case.api, case.verb, case.path, body=WITHIN[case.path])
        new, raw = changed(case, self._world.known, dice)
        self._world.aimed(new)
        if not spares_definitions(new):
            return
        body = raw if raw is not None else written(new.body, dice)
        headers = {name: str(value) for name, value in new.headers.items()}
        phone = None
        if case.api == "mobile" and dice.random() > _STRANGERS:
            phone = dice.choice(self._world.phones)
            try:
                body, proof = patiently(partial(phone.proved, new, raw, dice))
            except (ValueError, TypeError, AttributeError):  # no phone writes that
                self._turn += 1
                self._found.unsent += 1
                return
            headers |= proof
        elif case.api == "cloud":
            headers |= self._credentials(case)
        if body or new.body is not NOTHING:
            headers["Content-Type"] = (
                "application/json" if dice.random() < 0.99 else dice.choice(("text/plain", "x", ""))
            )
        self._turn += 1
        target = _target(new)
        until = time.monotonic() + _PATIENT_SECONDS
        while True:
            begun = time.perf_counter()
            answer = self._sent(new.verb, target, body, headers)
            if answer is None:
                self._found.unsent += 1
                return
            seconds = time.perf_counter() - begun
            status, fields, content = answer
            if status != 503 or "retry-after" not in fields or time.monotonic() > until:
                break
            self._found.again += 1
            time.sleep(float(fields["retry-after"]))
        self._told(new, target, body, headers, status, fields, content, seconds)
        if phone is not None:
            removed = status == 200 and case.path.endswith("/activation/remove")
            patiently(partial(phone.heard, status, removed=removed))

    def _credentials(self, case: Case) -> dict[str, str]:
        world, dice = self._world, self._dice
        right: Any = self._asked.admin if case.path.startswith("/admin") else world.bank.cloud.credentials
        whose = right
        if dice.random() < _STRANGERS:
            whose = dice.choice((None, self._asked.admin, world.bank.cloud.credentials, world.other.credentials))
        if whose is None:
            return {}
        return {"Authorization": "Basic " + b64encode(":".join(whose).encode()).decode()}

    def _sent(
        self, verb: str, target: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes] | None:
        """The answer; null for what Python's client does not send: the campaign of bytes does."""
        for again in (True, False):
            try:
                self._http.request(verb, target, body or None, headers)
            except (ValueError, UnicodeError):
                self._http.close()
                return None
            except (ConnectionError, http.client.HTTPException):
                self._http.close()
                if not again:
                    raise
                continue
            try:
                answer = self._http.getresponse()
                content = answer.read()
                return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content
            except (ConnectionError, http.client.HTTPException):
                # A connection that was closed after its last answer.
                self._http.close()
                if not again:
                    raise
        return None

    def _told(
        self,
        case: Case,
        target: str,
        body: bytes,
        headers: dict[str, str],
        status: int,
        fields: dict[str, str],
        content: bytes,
        seconds: float,
    ) -> None:
        found = self._found
        found.answers[case.endpoint, f"{status // 100}xx"] += 1
        found.seconds.append(seconds)
        wrong = faults(case.verb, target, body, status, fields, content)
        if seconds > self._asked.slow_seconds:
            found.slow.append((seconds, case.endpoint))
            wrong.append(f"slower than {self._asked.slow_seconds} s")
        if status == 200 and fields.get("content-type") == "application/json":
            self._world.heard(case, json.loads(content))
        for one in wrong:
            key = f"{case.endpoint}: {one.splitlines()[-1][:160]}"
            told = found.faults.setdefault(
                key,
                {
                    "times": 0,
                    "fault": one[:_SHOWN],
                    "target": target[:_SHOWN],
                    "body": body[: 2 * _SHOWN].decode("utf-8", "replace"),
                    "headers": headers,
                    "status": status,
                    "answer": content[:_SHOWN].decode("utf-8", "replace"),
                    "seconds": seconds,
                },
            )
            told["times"] += 1


def _target(case: Case) -> str:
    path = case.path
    for name, value in case.arguments.items():
        path = path.replace(f"{{{name}}}", quote(_text(value).encode("utf-8", "surrogatepass"), safe=""))
    pairs = [
        (name.encode("utf-8", "surrogatepass"), _text(one).encode("utf-8", "surrogatepass"))
        for name, value in case.query.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return PREFIXES[case.api] + path + (f"?{urlencode(pairs)}" if pairs else "")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
