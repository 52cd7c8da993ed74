"""What an installation adds of its own: who a phone without an activation code belongs to, and what is said of a user.

Both are off unless the settings name a class, `package.module:Name`, which is made without arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from config.settings import Settings, SettingsInvalid


@dataclass(frozen=True, slots=True)
class CustomActivation:
    """Whose a phone is; with `commits` its registration is ACTIVE at once, else the bank commits it."""

    user_id: str
    commits: bool = False


class ActivationProvider(Protocol):
    """Activations of type CUSTOM (`powerauth-protocol.md` §3.2)."""

    def user(
        self, application_id: str, identity: Mapping[str, str], custom: Mapping[str, Any] | None
    ) -> CustomActivation | None:
        """Who proves to be somebody by these attributes; null refuses the activation."""


class UserInfoProvider(Protocol):
    """Claims about a user, as OpenID Connect names them (`nextstep.md` §8)."""

    def claims(self, user_id: str) -> Mapping[str, Any]:
        """JSON-like values."""


@dataclass(frozen=True, slots=True)
class BankProviders:
    """Null is a provider that there is not."""

    activation: ActivationProvider | None = None
    user_info: UserInfoProvider | None = None


def load(settings: Settings) -> BankProviders:
    """The providers that the settings name. Raises `SettingsInvalid` where one cannot be found."""
    return BankProviders(
        activation=cast("ActivationProvider | None", make("activation_provider", settings.activation_provider)),
        user_info=cast("UserInfoProvider | None", make("user_info_provider", settings.user_info_provider)),
    )


def make(setting: str, name: str) -> object | None:
    """What the class that a setting names makes; null where it names none. Raises `SettingsInvalid`."""
    if not name:
        return None
    module, _, attribute = name.partition(":")
    try:
        made: object = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SettingsInvalid(
            f"NEXTSTEP_{setting.upper()}: {name} cannot be made: {error}; give a class as package.module:Name"
        ) from None
    return made
