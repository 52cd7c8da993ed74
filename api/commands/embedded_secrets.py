"""The secrets of embedded mode: made once, and kept in its home."""

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from activities.secrets import passwords
from api.commands.home import Home, read_secret
from config import master_key
from config.settings import Settings, SettingsInvalid

MASTER_KEY = "master.key"
ADMIN_PASSWORD = "admin-password"  # noqa: S105 - a file's name


def with_secrets(settings: Settings, home: Home, report: Callable[[str], None]) -> Settings:
    """`settings` with a master key and a password of the first administrator: those that were set, or those of the home.

    Raises `SettingsInvalid` where the home's cannot be used.
    """
    if not settings.has_master_key:
        home.secret(MASTER_KEY, master_key.generate)
    if not settings.admin_password.get_secret_value():
        password, made = home.secret(ADMIN_PASSWORD, passwords.generate)
        if made:
            report(
                f"administrator of PowerAuth Cloud: {settings.admin_username}, password {password} "
                f"(kept in {home.folder / ADMIN_PASSWORD})"
            )
    return with_kept_secrets(settings)


def with_kept_secrets(settings: Settings) -> Settings:
    """`settings` with those secrets of the home that nobody has set and embedded mode has made; none is made here.

    Raises `SettingsInvalid` where they cannot be used.
    """
    found: dict[str, SecretStr] = {}
    unset = {
        "master_key": None if settings.has_master_key else MASTER_KEY,
        "admin_password": None if settings.admin_password.get_secret_value() else ADMIN_PASSWORD,
    }
    for setting, name in unset.items():
        if name and (secret := read_secret(settings.home / name)):
            found[setting] = SecretStr(secret)
    if "master_key" in found:
        _check(found["master_key"], settings.home / MASTER_KEY)
    return settings.model_copy(update=found)


def _check(key: SecretStr, path: Path) -> None:
    try:
        master_key.decode(key.get_secret_value())
    except ValueError as error:
        raise SettingsInvalid(f"NEXTSTEP_HOME: the master key in {path} {error}") from None
