"""What leaves the house: push messages and callbacks."""

from pydantic import Field, field_validator

from config.addresses import web_address
from config.settings.values import SettingsPart


class DeliverySettings(SettingsPart):
    """Push providers' addresses, to be changed where somebody stands in for them; and bounds."""

    apns_url: str = "https://api.push.apple.com"
    """Where push messages to Apple's devices go."""
    apns_development_url: str = "https://api.sandbox.push.apple.com"
    """Where they go to devices of its development environment."""
    fcm_url: str = "https://fcm.googleapis.com"
    """Where push messages go by Firebase."""
    fcm_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    """Where access to Firebase is asked for."""
    push_local: bool = False
    """Without a provider's credentials, show messages in the log instead of sending them; `true` in embedded mode."""
    pushes_per_minute: int = Field(10, ge=1, le=10_000)
    """Push messages to a user of an application in a minute; silent ones are not counted."""
    delivery_limit: int = Field(86_400, ge=1, le=30 * 86400)
    """Seconds until a callback or push that nobody takes is given up."""
    callbacks_private: bool = False
    """Callbacks may go to loopback and private networks; `true` in embedded mode."""

    @field_validator("apns_url", "apns_development_url", "fcm_url", "fcm_token_url")
    @classmethod
    def _provider(cls, value: str) -> str:
        return web_address(value)
