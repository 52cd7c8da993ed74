"""The master keys of the settings, wrapped ones opened: when a process starts, and in its memory alone."""

from typing import cast

from pydantic import SecretStr

from activities.master_keys.key_service import KeyService, KeyUnavailable, open_keys
from activities.master_keys.vault_transit import VaultTransit
from api.commands.failure import Failed
from api.providers import make
from config.master_key import is_wrapped
from config.settings import Settings, SettingsInvalid


def with_opened_keys(settings: Settings) -> Settings:
    """`settings` with every master key in clear, wherever it comes from. Raises `Failed`, `SettingsInvalid`."""
    configured = settings.master_keys
    if not settings.has_master_key or not (settings.master_key_file or any(map(is_wrapped, configured))):
        return settings
    try:
        keys = open_keys(configured, _service(settings)) if any(map(is_wrapped, configured)) else configured
    except KeyUnavailable as error:
        raise Failed(str(error)) from None
    clear = {"master_key": SecretStr(keys[0]), "former_master_keys": SecretStr(",".join(keys[1:]))}
    return settings.model_copy(update={**clear, "master_key_file": None})


def _service(settings: Settings) -> KeyService:
    if settings.key_provider:
        return cast("KeyService", make("key_provider", settings.key_provider))
    if settings.key_service_token_file is None:
        raise SettingsInvalid("NEXTSTEP_KEY_SERVICE_TOKEN_FILE: is required beside NEXTSTEP_KEY_SERVICE_URL")
    return VaultTransit(
        settings.key_service_url,
        settings.key_service_token_file,
        settings.key_service_ca,
        settings.key_service_timeout,
    )


def sources(settings: Settings) -> str:
    """Where the master key comes from, for a person to read; nothing of the key."""
    place = settings.master_key_file or "NEXTSTEP_MASTER_KEY"
    if not is_wrapped(settings.master_keys[0]):
        return str(place)
    return f"{place}, wrapped; {settings.key_provider or settings.key_service_url} opens it"
