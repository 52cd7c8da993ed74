"""Who carries a message to a device, whichever company it is."""

from dataclasses import dataclass, field
from typing import Protocol

from activities.deliveries.sender import DeliveryOutcome
from activities.push.message import PushMessage
from config.vocabulary import PushEnvironment, PushPlatform

# Why a provider could not be asked, or did not answer: the network, or the provider itself.
UNREACHABLE = "PROVIDER_UNREACHABLE"
UNAVAILABLE = "PROVIDER_UNAVAILABLE"
# The provider does not accept our credentials: an administrator has to.
CREDENTIALS = "CREDENTIALS_REFUSED"
# The message, or the request around it, is not to the provider's liking.
MESSAGE = "MESSAGE_REFUSED"
# The token belongs to no app any more, or to another one.
TOKEN_GONE = "TOKEN_GONE"  # noqa: S105 - a word
ENVIRONMENT = "WRONG_ENVIRONMENT"


@dataclass(frozen=True, slots=True)
class PushDevice:
    """Where a message goes. `environment` is known of Apple's devices, if at all."""

    registration_id: str
    application_id: str
    token: str = field(repr=False)
    platform: PushPlatform
    environment: PushEnvironment | None


@dataclass(frozen=True, slots=True)
class ProviderResponse:
    """What came of it: `reason` is one of the words above, empty where the provider took the message."""

    outcome: DeliveryOutcome
    reason: str = ""

    @property
    def token_is_gone(self) -> bool:
        """Whether nothing will ever reach the device by this token."""
        return self.reason == TOKEN_GONE


TAKEN = ProviderResponse(DeliveryOutcome.DELIVERED)


class Provider(Protocol):
    """A provider as one application reaches it; safe for threads."""

    def send(self, device: PushDevice, message: PushMessage, *, delivery_id: str) -> ProviderResponse:
        """One attempt, within seconds. Never raises for what the provider does."""
