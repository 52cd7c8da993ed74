"""Values as they are kept: hashed, sealed under the master key, both, or as they are (`nextstep.md` §6).

What is sealed is bound to its row, so that nobody with access to the database can move a value to another user.
"""

from dataclasses import dataclass, field
from typing import Protocol

from activities.credentials import hashing
from activities.credentials.hashing import Hashing
from activities.credentials.policy import CredentialTerms
from activities.powerauth.equality import constant_time_equal
from activities.secrets.sealing import Sealer, Unsealable
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class ProtectedValue:
    """What is kept of a value. `hash_config_name`: null where it is not hashed."""

    value: str = field(repr=False)
    hash_config_name: str | None
    is_sealed: bool


class KeptValue(Protocol):
    """A row that keeps a value."""

    @property
    def value(self) -> str | None:
        """Null where there is none any more."""

    @property
    def hash_config_name(self) -> str | None:
        """Null where the value is not hashed."""

    @property
    def is_sealed(self) -> bool:
        """Whether the value is sealed."""


@dataclass(frozen=True, slots=True)
class ValueBinding:
    """The row that a sealed value belongs to: its table, and its key there."""

    table: str
    key: tuple[str, ...]

    @property
    def context(self) -> tuple[str, ...]:
        """What the value is bound to."""
        return (self.table, *self.key, "value")


def of_credential(user_id: str, credential_name: str) -> ValueBinding:
    """The credential that a user has now."""
    return ValueBinding("credential", (user_id, credential_name))


def of_past_value(user_id: str, ordinal: int) -> ValueBinding:
    """A value in the user's history."""
    return ValueBinding("credential_history", (user_id, str(ordinal)))


class Protection:
    """One per process; safe for threads.

    What hashes raises `Busy` where too many hashes are made. What seals raises `Refused` CONFIGURATION_INVALID without a
    master key, what opens `Refused` ENCRYPTION_FAILED.
    """

    def __init__(self, sealer: Sealer, hashes: Hashing) -> None:
        self._sealer = sealer
        self._hashes = hashes

    def protect(self, terms: CredentialTerms, binding: ValueBinding, value: str) -> ProtectedValue:
        """A value as the terms have it kept. Hashing takes its time: no transaction may be open."""
        stored, name = value, None
        if terms.hash_config is not None:
            stored, name = self._hashes.hash_value(value, terms.hash_config), terms.hash_config.name
        return self._seal(stored, name, binding) if terms.is_sealed else ProtectedValue(stored, name, False)

    def matches(self, stored: KeptValue, binding: ValueBinding, value: str) -> bool:
        """Whether it is this value, however it was protected. No transaction may be open."""
        text = self._open(stored, binding)
        if stored.hash_config_name is None:
            return constant_time_equal(value, text)
        return self._hashes.matches(value, text)

    def match_nothing(self, terms: CredentialTerms, value: str) -> None:
        """Takes as long as a comparison with a value that is kept as the terms say. No transaction may be open."""
        if terms.hash_config is None:
            constant_time_equal(value, value)
        else:
            self._hashes.matches(value, hashing.nobodys(terms.hash_config))

    def reveal(self, stored: KeptValue, binding: ValueBinding) -> str | None:
        """The value itself; null where it is hashed."""
        return self._open(stored, binding) if stored.hash_config_name is None else None

    def is_current(self, stored: KeptValue, binding: ValueBinding, terms: CredentialTerms) -> bool:
        """Whether it is protected as the terms would have it protected now."""
        config = terms.hash_config
        if stored.is_sealed != terms.is_sealed or stored.hash_config_name != (config and config.name):
            return False
        return config is None or hashing.is_of(self._open(stored, binding), config)

    def rebind(self, value: ProtectedValue, former: ValueBinding, binding: ValueBinding) -> ProtectedValue:
        """The same for another row."""
        if not value.is_sealed:
            return value
        return self._seal(self._open(value, former), value.hash_config_name, binding)

    def _seal(self, text: str, hash_config_name: str | None, binding: ValueBinding) -> ProtectedValue:
        try:
            sealed = self._sealer.seal(text.encode(), *binding.context)
        except Unsealable as error:
            raise Refused(Reason.CONFIGURATION_INVALID, str(error)) from None
        return ProtectedValue(sealed, hash_config_name, True)

    def _open(self, stored: KeptValue, binding: ValueBinding) -> str:
        if stored.value is None:
            raise LookupError("a credential without a value")
        if not stored.is_sealed:
            return stored.value
        try:
            return self._sealer.open(stored.value, *binding.context).decode()
        except Unsealable as error:
            raise Refused(Reason.ENCRYPTION_FAILED, str(error)) from None
