"""The secrets of embedded mode: made once, and kept in its home."""

from collections.abc import Callable

from pydantic import SecretStr

from activities import passwords
from api.commands.home import Home
from config import master_key
from config.settings import Settings

MASTER_KEY = "master.key"
ADMIN_PASSWORD = "admin-password"  # noqa: S105 - a file's name


def with_secrets(settings: Settings, home: Home, report: Callable[[str], None]) -> Settings:
    """`settings` with a master key and a password of the first administrator: those that were set, or those of the home."""
    found: dict[str, SecretStr] = {}
    if not settings.master_key.get_secret_value():
        key, _ = home.secret(MASTER_KEY, master_key.generated)
        found["master_key"] = SecretStr(key)
    if not settings.admin_password.get_secret_value():
        password, made = home.secret(ADMIN_PASSWORD, passwords.generated)
        found["admin_password"] = SecretStr(password)
        if made:
            report(
                f"administrator of PowerAuth Cloud: {settings.admin_username}, password {password} "
                f"(kept in {home.folder / ADMIN_PASSWORD})"
            )
    return settings.model_copy(update=found)
