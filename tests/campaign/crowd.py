"""Many callers at once, each with a flow after the other."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from api.demo.device.failures import ServerRefused, Untrusted
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import User
from tests.campaign.flows import KINDS, Ended, Kinds, Surprise, Walker
from tests.campaign.patient import GaveUp, Patient

_TOLD_SECONDS = 10


@dataclass
class Walked:
    """What became of the flows: those that ended as they should, why others did not, and what their callers saw."""

    ended: list[Ended] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def kinds(self) -> dict[str, int]:
        return dict(Counter(one.kind for one in self.ended))


class Crowd:
    """`people` threads; each has a user with a phone of its own, whose signatures are in order so.

    They go to the bank's address, and to `others` where the same APIs are too. Their phones speak `versions` in turn.
    """

    def __init__(
        self,
        bank: Bank,
        people: int,
        seed: int,
        kinds: Kinds = KINDS,
        others: Sequence[str] = (),
        versions: Sequence[str] = ("3.3",),
    ) -> None:
        self._lock, self._begun, self._random, self._kinds = threading.Lock(), 0, random.Random(seed), kinds
        self.ended = 0
        account = bank.cloud.credentials
        self._walkers = [
            Walker(
                Patient(bank.base_url, account, others=others, seed=seed + number),
                User(bank, version=version),
                seed * 1000 + number,
            )
            for number, version in zip(range(people), itertools.cycle(versions), strict=False)
        ]

    def walk(self, goes_on: Callable[[int], bool]) -> Walked:
        """Flows of all kinds while `goes_on(how many have begun)`."""
        found = Walked()
        self._walk(goes_on, found)
        return found

    @contextmanager
    def walking(self) -> Iterator[Walked]:
        """Flows of all kinds meanwhile; what became of them is whole once this is left.

        Processes die with the thread that started them, so they walk in one of their own.
        """
        found, is_over = Walked(), threading.Event()
        with ThreadPoolExecutor(1) as thread:
            walk = thread.submit(self._walk, lambda _begun: not is_over.is_set(), found)
            try:
                yield found
            finally:
                is_over.set()
                walk.result()

    def _walk(self, goes_on: Callable[[int], bool], found: Walked) -> None:
        told = [time.monotonic()]

        def walking(walker: Walker) -> None:
            while (kind := self._next(goes_on)) is not None:
                try:
                    ended = self._kinds[kind][0](walker, kind)
                except (Surprise, GaveUp, ServerRefused, Untrusted, httpx.TransportError, AssertionError) as error:
                    found.failed.append(f"{kind} by {walker.user.version}: {type(error).__name__} {error}")
                    print(found.failed[-1], flush=True)
                    continue
                found.ended.append(ended)
                self.ended = len(found.ended)
                if time.monotonic() - told[0] > _TOLD_SECONDS:
                    told[0] = time.monotonic()
                    print(f"{len(found.ended)} flows ended, {len(found.failed)} failed", flush=True)

        with ThreadPoolExecutor(len(self._walkers)) as threads:
            for one in [threads.submit(walking, walker) for walker in self._walkers]:
                one.result()
        found.seen = sum((walker.patient.seen for walker in self._walkers), Counter())

    def _next(self, goes_on: Callable[[int], bool]) -> str | None:
        with self._lock:
            if not goes_on(self._begun):
                return None
            self._begun += 1
            weights = [weight for _, weight in self._kinds.values()]
            return self._random.choices(list(self._kinds), weights)[0]
