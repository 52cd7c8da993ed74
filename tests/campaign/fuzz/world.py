"""A bank as one stream of fuzzed requests knows it: its callers, and real ids that requests are given."""

import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any, TypeVar

import httpx

from config.vocabulary import AuthMethod, AuthStepResult
from tests.api.cloud.client import Cloud
from tests.api.cloud.conftest import with_application
from tests.api.cloud.push_credentials import ACCOUNT, P256
from tests.api.mobile.conftest import VERSIONS, Bank
from tests.api.mobile.users import PAYMENT
from tests.campaign.fuzz.cases import Case, shown
from tests.campaign.fuzz.phones import Handy
from tests.e2e.client import unique

T = TypeVar("T")

# Of an attempt at what a busy server has put off.
_TIMES = 30

DATA = "A1*A100.00CZK*ICZ6508000000192000145399"
OPERATIONS = ("login", "login_sca", "authorize_payment", "authorize_payment_sca")
# No shipped flow has it.
SPARE_METHOD = str(AuthMethod.OTP_CODE)
_METHODS, _RESULTS = tuple(map(str, AuthMethod)), (*map(str, AuthStepResult), "CONFIRMED", "CONFIRMED")
_FIXED: dict[str, Sequence[Any]] = {
    "operationName": OPERATIONS,
    "authMethod": _METHODS,
    "chosenAuthMethod": _METHODS,
    "targetAuthMethod": _METHODS,
    "requestAuthMethod": _METHODS,
    "responseAuthMethod": _METHODS,
    "authStepResult": _RESULTS,
    "organizationId": ("RETAIL", "SME"),
    "externalTransactionId": ("T-1", "T-2", "T-3"),
    "operationData": ("A1*A100CZK*Q238400856/0300**D20190629*NUtility Bill Payment", DATA, "A2"),
    "data": (DATA, DATA, DATA, "A2"),
    "language": ("en", "cs", "sk", "de"),
    "operationType": ("authorize_payment", "login"),
    "template": ("payment", "payment", "login"),
    "platform": ("ios", "android", "fcm", "apns"),
    "parameters": (PAYMENT,),
    "callbackUrl": ("http://127.0.0.1:9/hook",),
    "stepDefinitionId": (100_000, 100_001),
    "privateKey": (P256,),
    "serviceAccount": (ACCOUNT,),
    "pageNumber": (0, 1),
    "pageSize": (1, 10),
}
_FORMS: tuple[dict[str, Any], ...] = (
    {},
    *(
        {"formData": case.body["requestObject"]["formData"]}
        for case in shown("nextstep", "POST", "/operation")
        if "formData" in case.body["requestObject"]
    ),
)
_KEPT = ("operationId", "registrationId", "callbackId", "deliveryId", "nonce", "activationCode", "version")
_KEEP = 12
_DEFINITIONS = (
    "/auth-method",
    "/operation/config",
    "/operation/auth-method/config",
    "/step/definition",
    "/organization",
)
# Of the shipped definitions: what all flows stand on.
_SHIPPED = (*OPERATIONS, *(one for one in _METHODS if one != SPARE_METHOD), "RETAIL", "SME")
_SHIPPED_STEPS = 1_000


def _reads(case: Case) -> bool:
    return case.verb == "GET" or case.path.endswith(("/list", "/detail")) or not case.path.startswith(_DEFINITIONS)


def spares_definitions(case: Case) -> bool:
    """Whether a request leaves alone what is shipped: without it no other request would get deep."""
    if case.api != "nextstep" or _reads(case):
        return True
    text = str(case.body)
    steps = re.findall(r"stepDefinitionId'?: '? *(-?\d+)", text)
    return not any(word in text for word in _SHIPPED) and not any(0 <= int(one) < _SHIPPED_STEPS for one in steps)


class _Waited(Exception):
    """The server was busy, and what was asked of it cannot be asked again as it was: an encrypted request is taken once."""


class _Busy(httpx.HTTPTransport):
    """What the bank itself asks, and its phones: on a machine without a core to spare the server says 503."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if answer.status_code == 503 and "Retry-After" in answer.headers:
            answer.read()
            time.sleep(float(answer.headers["Retry-After"]))
            raise _Waited(request.url.path)
        return answer


def patiently(action: Callable[[], T]) -> T:
    """What is done from its beginning while the server is busy, many times at most."""
    for _ in range(_TIMES):
        with suppress(_Waited):
            return action()
    return action()


class World:
    """`known` are the values that stand for a name; `heard` learns ids from answers; `refresh` makes new ones."""

    def __init__(self, base_url: str, admin: tuple[str, str], dice: Random) -> None:
        self._dice = dice
        self._http = httpx.Client(base_url=base_url, timeout=60, transport=_Busy())
        self.bank = patiently(lambda: Bank(Cloud(self._http, admin), base_url, self._http))
        self.other = patiently(lambda: with_application(self.bank.admin))
        self.spare = patiently(lambda: with_application(self.bank.admin))
        versions = (dice.choice(VERSIONS), "4.0")
        self.phones = [patiently(partial(Handy, self.bank, version)) for version in versions]
        self._pools: dict[str, deque[Any]] = defaultdict(lambda: deque(maxlen=_KEEP))
        self._users = deque([unique("user") for _ in range(4)], maxlen=_KEEP)
        self._steps: dict[str, list[str]] = {}
        self._news = (self._approval, self._flow, self._registration, self._answered, self._message)
        for new in self._news:
            patiently(new)

    def close(self) -> None:
        self._http.close()

    def refresh(self) -> None:
        """Something that is open, for requests to get deep."""
        patiently(self._dice.choice(self._news))

    def _approval(self) -> None:
        asked = {"userId": self._reachable().user_id, "template": "payment", "parameters": PAYMENT}
        self._pools["operationId"].append(self.bank.cloud.ok("POST", "/v2/operations", asked)["operationId"])

    def _flow(self) -> None:
        begun = {"operationName": self._dice.choice(OPERATIONS), "operationData": DATA, **self._dice.choice(_FORMS)}
        answer = self._http.post("/powerauth-nextstep/operation", json={"requestObject": begun})
        assert answer.status_code == 200, answer.text
        self._pools["flowId"].append(answer.json()["responseObject"]["operationId"])

    def _registration(self) -> None:
        invited = self.bank.invite(self._dice.choice(self._users))
        self._pools["registrationId"].append(invited["registrationId"])
        self._pools["activationCode"].append(invited["activationCode"])

    def _answered(self) -> None:
        """A registration that waits for the bank to commit it."""
        invited = self.bank.invite(self._dice.choice(self._users))
        self.bank.phone().activate(invited["activationQrCodeData"])
        self._pools["registrationId"].append(invited["registrationId"])

    def _message(self) -> None:
        told = {"type": "text", "subject": "A subject", "summary": "A summary", "body": "A body of text"}
        asked = {"userId": self._reachable().user_id, **told}
        self._pools["messageId"].append(self.bank.cloud.ok("POST", "/v2/inbox/messages", asked)["id"])

    def _reachable(self) -> Handy:
        """One of the phones, which works: who has none is rightly refused."""
        phone = self._dice.choice(self.phones)
        phone.restore()
        return phone

    def known(self, case: Case, name: str) -> Sequence[Any]:
        """Nobody else's phones, users and templates are removed; what tests stand on stays."""
        pools = self._pools
        match case.api, name:
            case "nextstep", "operationId":
                return [*pools["flowId"], *pools["operationId"]]
            case "mobile", "id":
                return pools["messageId"] if "inbox" in case.path else [*pools["operationId"], *pools["flowId"]]
            case "mobile", "activationId":
                return [*pools["registrationId"], *(one.registration_id for one in self.phones)]
            case _, "code" | "activationCode":
                return pools["activationCode"]
            case _, "userId":
                gentle = (
                    any(word in case.path for word in ("operation", "message", "auth-method")) or case.verb == "GET"
                )
                return [one.user_id for one in self.phones] if gentle else self._users
            case "cloud", "appId":
                return [self.spare.app_id] if case.path.startswith("/admin") else [self.bank.cloud.app_id]
            case "cloud", "username" if "{username}" in case.path:
                return pools["username"] or [self.spare.username]
            case "cloud", "operationType" if "{operationType}" in case.path and case.verb != "GET":
                return ("fuzzed",)
            case "mobile", "jwt":
                return [one.jwt() for one in self.phones]
            case "nextstep", "authMethod" if "/config" in case.path:
                return (SPARE_METHOD,)
            case "nextstep", "operationName" | "organizationId" if not _reads(case):
                return ("FUZZED", "FUZZED-2")
            case "nextstep", "authMethod" if case.path == "/auth-method" or case.path == "/auth-method/delete":
                return (SPARE_METHOD,)
            case "cloud", "templateName":
                return ("payment", "login", "fuzzed") if case.verb == "GET" else ("fuzzed", "fuzzed-2")
            case "cloud", "registrationId" if any(word in case.path for word in ("offline", "message")):
                return [one.registration_id for one in self.phones]
        return _FIXED.get(name) or pools.get(name, ())

    def aimed(self, case: Case) -> None:
        """Mostly a step is one that its operation offers, so that operations get somewhere."""
        asked = case.body.get("requestObject") if isinstance(case.body, dict) else None
        if case.api != "nextstep" or not isinstance(asked, dict) or self._dice.random() < 0.3:
            return
        offered = self._steps.get(str(asked.get("operationId")))
        for name in ("authMethod", "chosenAuthMethod"):
            if offered and name in asked and case.path.startswith("/operation"):
                asked[name] = self._dice.choice(offered)

    def heard(self, case: Case, answer: Any) -> None:
        """The ids in an answer are real ones."""
        found = answer.get("responseObject", answer) if isinstance(answer, dict) else None
        if not isinstance(found, dict):
            return
        if isinstance(steps := found.get("steps"), list):
            self._steps[str(found.get("operationId"))] = [one["authMethod"] for one in steps]
            while len(self._steps) > 10 * _KEEP:
                del self._steps[next(iter(self._steps))]
        rows = next((value for value in found.values() if isinstance(value, list)), [])
        for one in (found, *rows[:3]):
            if not isinstance(one, dict):
                continue
            for name in _KEPT:
                if isinstance(value := one.get(name), str):
                    self._pools["flowId" if (case.api, name) == ("nextstep", "operationId") else name].append(value)
            if isinstance(value := one.get("id"), str):
                if "deliveries" in case.path:
                    self._pools["deliveryId"].append(value)
                elif "callbacks" in case.path:
                    self._pools["callbackId"].append(value)
        if case.path.endswith("/versions") and isinstance(found.get("name"), str):
            self._pools["version"].append(found["name"])
        if (case.verb, case.path) == ("POST", "/admin/users"):
            self._pools["username"].append(found.get("username"))
