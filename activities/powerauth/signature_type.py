"""Which factors a signature proves (`powerauth-protocol.md` §5.1)."""

from enum import StrEnum


class Factor(StrEnum):
    """What a user has, knows, is."""

    POSSESSION = "possession"
    KNOWLEDGE = "knowledge"
    BIOMETRY = "biometry"


class SignatureType(StrEnum):
    """The factors of a signature, in the order in which its components stand."""

    POSSESSION = "possession"
    KNOWLEDGE = "knowledge"
    BIOMETRY = "biometry"
    POSSESSION_KNOWLEDGE = "possession_knowledge"
    POSSESSION_BIOMETRY = "possession_biometry"
    POSSESSION_KNOWLEDGE_BIOMETRY = "possession_knowledge_biometry"

    @property
    def factors(self) -> tuple[Factor, ...]:
        """One to three factors."""
        return tuple(Factor(name) for name in self.split("_"))

    @property
    def counts_failures(self) -> bool:
        """Whether a failure counts towards blocking and a success forgets failures: not for possession alone.

        Source: `powerauth-protocol.md` §5.4.
        """
        return self is not SignatureType.POSSESSION
