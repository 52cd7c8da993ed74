"""The keys of an activation's factors, of which two are replaced while it lives (`powerauth-protocol-4.md` §6.5).

A new key waits until the phone proves that it has it: the answer that told it may have been lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from activities.powerauth.signature_type import Factor
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys


@dataclass(frozen=True, slots=True)
class ReplaceableKey:
    """The key of a factor, and the one that waits to replace it."""

    current: bytes = field(repr=False)
    pending: bytes | None = field(default=None, repr=False)

    def settled(self, *, by_pending: bool) -> "ReplaceableKey":
        """After a right code by one of the two: that one alone."""
        return ReplaceableKey(self.pending if by_pending and self.pending is not None else self.current)


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The keys of a code's factors, in their order; `pending` are the factors of which it is the waiting key."""

    keys: tuple[bytes, ...] = field(repr=False)
    pending: frozenset[Factor]


@dataclass(frozen=True, slots=True)
class FactorKeys:
    """The keys of all factors. Codes by biometry are right only while it is enabled."""

    possession: bytes = field(repr=False)
    knowledge: ReplaceableKey
    biometry: ReplaceableKey | None
    biometry_enabled: bool

    @classmethod
    def initial(cls, keys: V4ActivationKeys, *, biometry_enabled: bool) -> "FactorKeys":
        """The keys of a new activation."""
        return cls(
            keys.derive(ActivationKey.POSSESSION),
            ReplaceableKey(keys.derive(ActivationKey.KNOWLEDGE)),
            ReplaceableKey(keys.derive(ActivationKey.BIOMETRY)),
            biometry_enabled,
        )

    def with_password(self, key: bytes) -> "FactorKeys":
        """After password/change: the key waits, instead of one that waited."""
        return replace(self, knowledge=ReplaceableKey(self.knowledge.current, key))

    def with_biometry(self, key: bytes) -> "FactorKeys":
        """After biometry/add: the key waits, or is the key where there is none that is enabled.

        Else what was off, a first key that its phone may never have protected, would prove something until the new one does.
        """
        former = self.biometry if self.biometry_enabled else None
        added = ReplaceableKey(key) if former is None else ReplaceableKey(former.current, key)
        return replace(self, biometry=added, biometry_enabled=True)

    def without_biometry(self) -> "FactorKeys":
        """After biometry/remove."""
        return replace(self, biometry=None, biometry_enabled=False)

    def choices(self, factors: Sequence[Factor]) -> list[KeyChoice]:
        """By which keys a code of the factors may be, current ones first; none where a factor has no key, or is not enabled."""
        found = []
        for choice in product(*(self._keys(factor) for factor in factors)):
            waiting = frozenset(factor for factor, (_, is_pending) in zip(factors, choice, strict=True) if is_pending)
            found.append(KeyChoice(tuple(key for key, _ in choice), waiting))
        return found

    def settled(self, factors: Sequence[Factor], choice: KeyChoice) -> "FactorKeys":
        """After a right code by these keys: of each factor the key that was used alone."""
        knowledge, biometry = self.knowledge, self.biometry
        if Factor.KNOWLEDGE in factors:
            knowledge = knowledge.settled(by_pending=Factor.KNOWLEDGE in choice.pending)
        if Factor.BIOMETRY in factors and biometry is not None:
            biometry = biometry.settled(by_pending=Factor.BIOMETRY in choice.pending)
        return replace(self, knowledge=knowledge, biometry=biometry)

    def _keys(self, factor: Factor) -> list[tuple[bytes, bool]]:
        if factor is Factor.POSSESSION:
            return [(self.possession, False)]
        if factor is Factor.KNOWLEDGE:
            key: ReplaceableKey | None = self.knowledge
        else:
            key = self.biometry if self.biometry_enabled else None
        if key is None:
            return []
        return [(key.current, False)] + ([] if key.pending is None else [(key.pending, True)])
