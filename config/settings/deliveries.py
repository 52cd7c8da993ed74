"""What leaves the house: push messages and callbacks."""

from pydantic import Field, field_validator

from config.addresses import web_address
from config.settings.values import SettingsPart


class DeliverySettings(SettingsPart):
    """Push providers' addresses, to be changed where somebody stands in for them; and bounds."""

    apns_url: str = "https://api.push.apple.com"
    apns_development_url: str = "https://api.sandbox.push.apple.com"
    fcm_url: str = "https://fcm.googleapis.com"
    fcm_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    push_local: bool = False
    pushes_per_minute: int = Field(10, ge=1, le=10_000)
    delivery_limit: int = Field(86_400, ge=1, le=30 * 86400)
    callbacks_private: bool = False

    @field_validator("apns_url", "apns_development_url", "fcm_url", "fcm_token_url")
    @classmethod
    def _provider(cls, value: str) -> str:
        return web_address(value)
