"""Who has to wait before another password of his is looked at: a time that doubles with each wrong one, and then is over.

Failures are counted in three places, in SQL and so for all processes and across restarts: of an account at an address, of an
address with whatever accounts, and of an account at whatever addresses. An account that was let in at an address lately waits
there for nothing but its own failures there. So whoever guesses a bank's password from elsewhere, or from everywhere, keeps the
bank out of nowhere that it called from before; it may have to wait at an address that it never called from.

The counts are bounded: of too many the lowest are dropped, so whoever tries ever new names makes nobody else's guesses forgotten.
"""

import hashlib
import math
from dataclasses import dataclass, field

from activities.store import logins
from activities.store.database import Database, Session
from activities.store.logins import LoginStanding
from config.callers import caller_network
from config.clock import now_ms
from config.too_many import TooMany

# An address is many people's, and an account has many addresses.
_ADDRESS_TIMES, _ACCOUNT_TIMES = 10, 20


@dataclass(frozen=True, slots=True)
class Rules:
    """`attempts` wrong passwords of an account at an address are free; a wait is `longest_wait` seconds at most.

    `checks`: so many passwords are compared with their hashes at once, in a process.
    """

    attempts: int = 5
    longest_wait: int = 900
    checks: int = 2


@dataclass(frozen=True, slots=True)
class LoginPlace:
    """The keys under which a try is counted: of the account at the address, of the address, of the account."""

    pair: str
    address: str
    account: str

    @property
    def keys(self) -> tuple[str, str, str]:
        """All three."""
        return self.pair, self.address, self.account


@dataclass(frozen=True, slots=True)
class LoginBrakes:
    """One per process; safe for threads. `key` makes the hashes of names nobody's to try out."""

    database: Database
    rules: Rules = field(default_factory=Rules)
    key: bytes = field(default=b"", repr=False)

    def place(self, username: str, address: str | None) -> LoginPlace:
        """Where a try is counted."""
        pair = self._hash("pair", username, caller_network(address or ""))
        return LoginPlace(pair, self._address_key(address), self._hash("account", username))

    def check(self, place: LoginPlace) -> None:
        """Raises `TooMany` while it has to wait."""
        now = now_ms()
        found = logins.find_standings(self.database, place.keys, now)
        pair = found.get(place.pair)
        waits = [self._wait(pair, 1, now)]
        if pair is None or pair.let_in_ms is None or pair.let_in_ms < now - logins.AWAY_MS:
            waits.append(self._wait(found.get(place.address), _ADDRESS_TIMES, now))
            waits.append(self._wait(found.get(place.account), _ACCOUNT_TIMES, now))
        if (longest := max(waits)) > 0:
            raise TooMany(longest)

    def check_address(self, address: str | None) -> None:
        """The same for what names no account, such as a token: only the address may have to wait. Raises `TooMany`."""
        key, now = self._address_key(address), now_ms()
        found = logins.find_standings(self.database, (key, key, key), now)
        if (wait := self._wait(found.get(key), _ADDRESS_TIMES, now)) > 0:
            raise TooMany(wait)

    def count_address_failure(self, session: Session, address: str | None) -> int:
        """Count what was wrong and named no account; how much there was from this address."""
        return logins.count_failures(session, (self._address_key(address),), now_ms())[0]

    def count_failure(self, session: Session, place: LoginPlace) -> int:
        """Count a wrong password; how many there were of the account at this address."""
        return logins.count_failures(session, place.keys, now_ms())[0]

    def record_success(self, session: Session, place: LoginPlace) -> None:
        """Forget the account's failures at this address, and know it there from now on."""
        logins.record_success(session, place.pair, now_ms())

    def _wait(self, standing: LoginStanding | None, times: int, now: int) -> float:
        over = -1 if standing is None else standing.failures - self.rules.attempts * times
        if standing is None or over < 0:
            return 0
        whole = min(self.rules.longest_wait, math.ldexp(1, min(over, 30)))
        # Never longer, though the clock of who counted it be ahead.
        return min(whole, max(0, standing.failed_ms / 1000 + whole - now / 1000))

    def _address_key(self, address: str | None) -> str:
        return self._hash("address", caller_network(address or ""))

    def _hash(self, *parts: str) -> str:
        return hashlib.blake2b("\0".join(parts).encode(), key=self.key, digest_size=16).hexdigest()
