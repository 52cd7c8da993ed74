"""What a phone's request costs the API by version 3.3 and by each algorithm of 4.0, beside its bare cryptography.

`python -m tests.bench.phone_versions` (about five minutes): phones registered over HTTP take turns, round by round, one request
at a time; the API's CPU is counted, not the phone's.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from activities.powerauth.v4.algorithm import Algorithm
from api.demo.device.tokens import PhoneToken
from api.demo.phone import Phone
from api.demo.phone_calls import TWO_FACTORS
from api.demo.v4_phone import V4Phone
from tests.api.demo.v4_peer import Peer
from tests.bench.bare_cryptography import measured, milliseconds
from tests.bench.bench import Bench
from tests.bench.phones import PhoneStore
from tests.bench.v4_bare_cryptography import NAMES, SECONDS, V4Works

ROUNDS, REQUESTS, ACTIVATIONS = 5, 250, 50
STEPS = (*NAMES, "the same, with a new temporary key", "status")
_FORMER = "3.3"
KINDS = (_FORMER, *(one.value for one in Algorithm))


class PhonesOfVersions:
    """An application, and a phone of each version."""

    def __init__(self, bench: Bench, store: PhoneStore, http: httpx.Client) -> None:
        self._bench, self._http, self._credentials = bench, http, store.credentials
        made = store.application
        self._config = store.applications.mobile_sdk_config(
            made.application_id, made.application_key, made.application_secret
        )
        self._phones = {kind: self._phone(kind) for kind in KINDS}
        for phone in self._phones.values():
            phone.activate(self._code())
        self._tokens = {kind: phone.create_token(TWO_FACTORS) for kind, phone in self._phones.items()}

    def cost(self, name: str, kind: str) -> float:
        """Milliseconds of the API's CPU for one."""
        phone, token = self._phones[kind], self._tokens[kind]
        if name == "activation":
            # What asks for the code and for the temporary key is not counted.
            return self._cost([self._exchange(kind) for _ in range(ACTIVATIONS)])
        works: dict[str, Callable[[], Any]] = {
            "authentication code": phone.validate,
            "token and encrypted request": lambda: phone.detail(token),
            "status": phone.status,
            "the same, with a new temporary key": lambda: _with_a_new_key(phone, token),
        }
        return self._cost([works[name]] * REQUESTS)

    def _cost(self, works: list[Callable[[], Any]]) -> float:
        before = self._bench.api.cpu_seconds()
        for work in works:
            work()
        return 1000 * (self._bench.api.cpu_seconds() - before) / len(works)

    def _exchange(self, kind: str) -> Callable[[], Any]:
        phone: Any = self._phone(kind)
        prepared = phone.prepare({"code": self._code()})
        return lambda: phone.exchange_keys(prepared)

    def _phone(self, kind: str) -> Phone | V4Phone:
        app = (self._http, str(self._http.base_url), self._config)
        return Phone(*app) if kind == _FORMER else V4Phone(*app, algorithm=kind)

    def _code(self) -> str:
        request = {"userId": "bench", "appId": "bench", "commitPhase": "ON_KEY_EXCHANGE"}
        path = "/powerauth-cloud/v2/registrations"
        answer = self._http.post(path, json=request, auth=self._credentials).raise_for_status()
        return str(answer.json()["activationCode"])


def _with_a_new_key(phone: Phone | V4Phone, token: PhoneToken) -> None:
    (phone.temporary_secrets.by_scope if isinstance(phone, V4Phone) else phone.temporary_keys.keys).clear()
    phone.detail(token)


def bare_costs() -> dict[str, dict[str, float]]:
    """Of each request and version, milliseconds of CPU."""
    peer = Peer(Algorithm.EC_P384)
    former = measured(peer.config(1), peer.p256, SECONDS)
    works = {one.value: V4Works.of(one).each() for one in Algorithm}
    return {
        name: {_FORMER: former[old]} | {kind: milliseconds(each[name], SECONDS) for kind, each in works.items()}
        for name, old in NAMES.items()
    }


def main() -> None:
    """A table: the API's CPU, the bare cryptography, and what is between them."""
    bare = bare_costs()
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            store = PhoneStore(bench.settings)
            with httpx.Client(base_url=f"http://127.0.0.1:{bench.settings.port}", timeout=60) as http:
                phones = PhonesOfVersions(bench, store, http)
                found: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in KINDS} for name in NAMES}
                for _ in range(ROUNDS):
                    for name, by_kind in found.items():
                        for kind, costs in by_kind.items():
                            costs.append(phones.cost(name, kind))
            store.close()
        finally:
            bench.stop()
    print("| | " + " | ".join(KINDS) + " |")
    print("|---|" + "---|" * len(KINDS))
    for name, by_kind in found.items():
        cells = []
        for kind, costs in by_kind.items():
            whole, alone = statistics.median(costs), bare[name][kind]
            cells.append(f"{whole:.2f} - {alone:.2f} = {whole - alone:.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
