"""How much a caller may ask for in a minute, counted for all processes of a server together.

Each caller has a cell in one table of memory that the processes share, found by a keyed hash of who it is: nobody can choose
whose cell he fills. A cell holds the time until which what was asked is booked (the generic cell rate algorithm), so a minute's
worth may come at once, and then one at a time. Nothing is locked and nothing grows; of two requests at the same instant one may
go uncounted.
"""

import hashlib
import mmap
import os
import struct
import time
from dataclasses import dataclass

from config.settings import Settings
from config.too_many import TooMany

_CELLS = 1 << 18
_CELL = struct.Struct("=d")
_MINUTE = 60.0

# Made when this module is imported, which is before the server's processes are forked.
_table = mmap.mmap(-1, _CELLS * _CELL.size)
_key = os.urandom(16)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests `per_minute` of each caller of a kind; 0: as many as they like."""

    kind: str
    per_minute: int

    def take(self, caller: str) -> None:
        """Count one request of the caller's. Raises `TooMany`, which counts nothing."""
        if self.per_minute == 0:
            return
        digest = hashlib.blake2b(f"{self.kind}\0{caller}".encode(), key=_key, digest_size=8).digest()
        at = int.from_bytes(digest) % _CELLS * _CELL.size
        now, step = time.monotonic(), _MINUTE / self.per_minute
        booked = max(now, _CELL.unpack_from(_table, at)[0])
        if (wait := booked + step - now - _MINUTE) > 0:
            raise TooMany(wait)
        _CELL.pack_into(_table, at, booked + step)


@dataclass(frozen=True, slots=True)
class Rates:
    """Those of the settings: of addresses, of registrations and of an application's users at the API that phones reach, of
    accounts at PowerAuth Cloud.
    """

    address: Rate
    registration: Rate
    user: Rate
    account: Rate

    @classmethod
    def of(cls, settings: Settings) -> "Rates":
        """As the settings say."""
        return cls(
            Rate("address", settings.address_rate),
            Rate("registration", settings.registration_rate),
            Rate("user", settings.user_rate),
            Rate("account", settings.account_rate),
        )
