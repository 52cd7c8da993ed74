"""By what codes of a registration are found: keys and a counter, of version 3 here, of version 4 in `v4.code_keys`.

A code is a signature of a request, an authentication code, or what a person copies from a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from activities.powerauth import signature
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.signature import Candidate
from activities.powerauth.v4.factor_keys import FactorKeys


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A right code is `candidate` at `position`, the counter's value number `counter`; `ctr_data` is the value behind it.

    `factor_keys`: what the keys of its factors become; null: they stay. Where these may be replaced, what a dispute asks for is
    here: `one_time_keys`, those of the code's components, and `public_keys`, the device's and the server's.
    """

    candidate: Candidate
    counter: int
    position: bytes = field(repr=False)
    ctr_data: bytes = field(repr=False)
    factor_keys: FactorKeys | None = field(default=None, repr=False)
    one_time_keys: tuple[bytes, ...] = field(default=(), repr=False)
    public_keys: tuple[str, str] | None = None


class CodeKeys(Protocol):
    """Keys, and where their counter is."""

    def find(self, code: str, candidates: Sequence[Candidate]) -> CodeMatch | None:
        """The first position ahead, and at it the first candidate, that the code is of; null if it is of none."""


@dataclass(frozen=True, slots=True)
class V3CodeKeys:
    """Those of version 3."""

    keys: ActivationKeys = field(repr=False)
    ctr_data: bytes = field(repr=False)
    counter: int

    def find(self, code: str, candidates: Sequence[Candidate]) -> CodeMatch | None:
        """See `CodeKeys`."""
        match = signature.find(code, candidates, keys=self.keys, ctr_data=self.ctr_data)
        if match is None:
            return None
        return CodeMatch(
            match.candidate,
            self.counter + match.steps,
            match.position,
            match.ctr_data,
            one_time_keys=match.one_time_keys,
        )
