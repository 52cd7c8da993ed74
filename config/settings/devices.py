"""Registered devices: how they come, and what they may."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from config.lifetimes import MAX_SECONDS
from config.settings.values import SettingsPart, split_list


class DeviceSettings(SettingsPart):
    """Activation, the vault, and signatures that can be guessed."""

    vault_by_biometry: bool = False
    possession_failures: int = Field(20, ge=1, le=1_000_000)
    activation_code_applications: Annotated[tuple[str, ...], NoDecode] = ()
    activation_provider: str = Field("", max_length=255)
    user_info_provider: str = Field("", max_length=255)
    registration_lifetime: int = Field(120, ge=1, le=MAX_SECONDS)

    @field_validator("activation_code_applications", mode="before")
    @classmethod
    def _split_applications(cls, value: object) -> object:
        return split_list(value) if isinstance(value, str) else value
