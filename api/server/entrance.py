"""An address at which callers come in, and what they find there."""

from dataclasses import dataclass

from api.server.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Entrance:
    """`certificate`: TLS is spoken there. `management`: it is the one for health, metrics and documents, and for no API."""

    certificate: Certificate | None = None
    management: bool = False

    @property
    def secure(self) -> bool:
        """Whether what goes in and out there is seen by nobody else."""
        return self.certificate is not None


IN_CLEAR = Entrance()
