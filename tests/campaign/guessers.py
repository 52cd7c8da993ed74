"""Who attacks the brakes: guesses passwords, and sends proofs of phones that prove nothing, from many addresses at once.

Addresses are written into `X-Forwarded-For`, as a gateway that the server trusts would write them.
"""

import base64
import random
import secrets
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from api.demo.device.headers import AUTHORIZATION, TOKEN, header

LOGIN = "/powerauth-cloud/v2/registrations?userId=roman"
VALIDATE = "/enrollment-server/pa/v3/signature/validate"
COUNT = "/enrollment-server/api/inbox/count"


@dataclass
class Answers:
    """What the server answered. `waited_for`: seconds until an answer that says that a password was looked at."""

    statuses: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    by_account: Counter[str] = field(default_factory=Counter)
    by_address: Counter[str] = field(default_factory=Counter)
    by_both: Counter[tuple[str, str]] = field(default_factory=Counter)
    waited_for: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: httpx.Response, seconds: float, address: str, account: str | None = None) -> None:
        """Count an answer."""
        with self._lock:
            self.statuses[answer.status_code] += 1
            if answer.status_code == 429 and int(answer.headers.get("Retry-After", 0)) < 1:
                self.without_retry_after += 1
            if account is not None and answer.status_code == 401:
                self.waited_for.append(seconds)
                self.by_account[account] += 1
                self.by_address[address] += 1
                self.by_both[account, address] += 1


@dataclass(frozen=True)
class Target:
    """A phone whose id, application key and token's id somebody knows, and no secret."""

    registration_id: str
    application_key: str
    token_id: str


Send = Callable[[httpx.Client, random.Random], None]


@contextmanager
def attacking(base_url: str, send: Send, *, threads: int, seed: int) -> Iterator[None]:
    """So many threads send as fast as they are answered."""
    ended = threading.Event()

    def run(number: int) -> None:
        choose = random.Random(seed * 1000 + number)
        with httpx.Client(base_url=base_url, timeout=60) as client:
            while not ended.is_set():
                send(client, choose)

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(run, number) for number in range(threads)]
        try:
            yield
        finally:
            ended.set()
    for one in running:
        one.result()


def passwords(accounts: list[str], addresses: list[str], answers: Answers) -> Send:
    """Wrong passwords, each another one."""

    def send(client: httpx.Client, choose: random.Random) -> None:
        account, address = choose.choice(accounts), choose.choice(addresses)
        begun = time.monotonic()
        answer = client.get(LOGIN, auth=(account, secrets.token_urlsafe(12)), headers={"X-Forwarded-For": address})
        answers.note(answer, time.monotonic() - begun, address, account)

    return send


def proofs(targets: list[Target], addresses: list[str], answers: Answers) -> Send:
    """Signatures and tokens by somebody who has no secret of any phone."""

    def send(client: httpx.Client, choose: random.Random) -> None:
        target, address = choose.choice(targets), choose.choice(addresses)
        path, proof = choose.choice(_PROOFS)(target)
        begun = time.monotonic()
        answer = client.post(path, content=b"{}", headers={**proof, "X-Forwarded-For": address})
        answers.note(answer, time.monotonic() - begun, address)

    return send


def _of_another_app(target: Target) -> tuple[str, dict[str, str]]:
    return _signature(target.registration_id, _random(16), "possession_knowledge", 32)


def _of_no_phone(target: Target) -> tuple[str, dict[str, str]]:
    return _signature(str(uuid.uuid4()), target.application_key, "possession_knowledge", 32)


def _of_possession_alone(target: Target) -> tuple[str, dict[str, str]]:
    return _signature(target.registration_id, target.application_key, "possession", 16)


def _of_no_token(_target: Target) -> tuple[str, dict[str, str]]:
    return _token(str(uuid.uuid4()))


def _of_a_token(target: Target) -> tuple[str, dict[str, str]]:
    return _token(target.token_id)


_PROOFS = (_of_another_app, _of_no_phone, _of_possession_alone, _of_no_token, _of_a_token)


def _signature(registration_id: str, application_key: str, factors: str, size: int) -> tuple[str, dict[str, str]]:
    return VALIDATE, header(
        AUTHORIZATION,
        pa_activation_id=registration_id,
        pa_application_key=application_key,
        pa_nonce=_random(16),
        pa_signature_type=factors,
        pa_signature=_random(size),
        pa_version="3.3",
    )


def _token(token_id: str) -> tuple[str, dict[str, str]]:
    now_ms = time.time_ns() // 1_000_000
    return COUNT, header(
        TOKEN,
        token_id=token_id,
        token_digest=_random(32),
        nonce=_random(16),
        timestamp=str(now_ms),
        version="3.3",
    )


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()
