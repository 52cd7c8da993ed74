"""Registered devices: how they come, and what they may."""

from typing import Literal, get_args

from pydantic import Field, field_validator

from config.lifetimes import MAX_SECONDS
from config.settings.values import SettingsPart, split_list

ApplicationAlgorithm = Literal["EC_P384", "EC_P384_ML_L3", "EC_P384_ML_L5"]
APPLICATION_ALGORITHMS: tuple[ApplicationAlgorithm, ...] = get_args(ApplicationAlgorithm)


class DeviceSettings(SettingsPart):
    """Activation, the vault, and signatures that can be guessed."""

    vault_by_biometry: bool = False
    """Biometry opens the phone's vault too; in protocol 4 the one of its keys that locks the phone's private keys."""
    possession_failures: int = Field(20, ge=1, le=1_000_000)
    """Signatures of possession alone, by protocol 3.0 (eight digits), that may be wrong in an hour; they are
    not counted as failed attempts, and after them a registration's are refused unchecked until another could
    have come.
    """
    application_algorithms: tuple[ApplicationAlgorithm, ...] = APPLICATION_ALGORITHMS
    """Algorithms of protocol 4 that registrations of a new application may be of, separated by commas, unless its
    creation says otherwise; `none`: they are by protocol 3 alone.
    """
    activation_code_applications: tuple[str, ...] = ()
    """Applications for which a registered phone may ask for an activation code, separated by commas."""
    activation_provider: str = Field("", max_length=255)
    """`package.module:Name`, a class of yours that tells whose device activates without a code."""
    user_info_provider: str = Field("", max_length=255)
    """`package.module:Name`, a class of yours that tells a phone about its user."""
    registration_lifetime: int = Field(120, ge=1, le=MAX_SECONDS)
    """Seconds until a registration that nobody commits is removed, unless its creation says otherwise."""

    @field_validator("application_algorithms", mode="before")
    @classmethod
    def _split_application_algorithms(cls, value: object) -> object:
        if value == "none":
            return ()
        return split_list(value) if isinstance(value, str) else value

    @field_validator("activation_code_applications", mode="before")
    @classmethod
    def _split_applications(cls, value: object) -> object:
        return split_list(value) if isinstance(value, str) else value
