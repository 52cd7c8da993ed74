"""For whom authenticators sign: the bank's domain, its name, and the pages that may ask."""

from dataclasses import dataclass

from config.settings import Settings


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`rp_id`: the domain; `origins`: the pages' schemes, hosts and ports; a challenge can be answered for `lifetime_ms`."""

    rp_id: str
    name: str
    origins: tuple[str, ...]
    lifetime_ms: int

    @classmethod
    def of(cls, settings: Settings) -> "RelyingParty | None":
        """Null where no domain is set: then there are no passkeys."""
        if not settings.passkey_rp_id:
            return None
        return cls(
            settings.passkey_rp_id,
            settings.passkey_rp_name or settings.passkey_rp_id,
            settings.passkey_origin_list,
            settings.passkey_lifetime * 1000,
        )
