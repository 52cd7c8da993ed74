"""Accounts of administrators and of banks' servers: the first one, and what guessing their passwords meets."""

from pydantic import Field, SecretStr, field_validator

from config.actors import is_actor
from config.names import NAME, WORDS
from config.password_strength import weakness
from config.settings.environment import PREFIX
from config.settings.secret_files import Secret
from config.settings.values import Name, SettingsPart


class AccountSettings(SettingsPart):
    """The first administrator, and the brakes of logins."""

    admin_username: Name = "admin"
    """The first administrator, whom `migrate` creates."""
    admin_password: Secret = SecretStr("")
    """The first administrator's password; made where it is not set, and shown once. `check` and `migrate` warn
    of one that is short (under 12 characters) or known.
    """
    login_attempts: int = Field(5, ge=1, le=1_000_000)
    """Wrong passwords of an account at an address until it waits there (1 s, doubled by each further one); ten
    times as many of an address, twenty times as many of an account.
    """
    login_longest_wait: int = Field(900, ge=1, le=86_400)
    """Seconds that such a wait lasts at most."""
    login_checks: int = Field(2, ge=1, le=64)
    """Passwords that a process compares with their hashes at once; eight may wait for it, further ones are
    answered 429.
    """

    @field_validator("admin_username")
    @classmethod
    def _account(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError(f"is no account's name. {WORDS}")
        if is_actor(value):
            raise ValueError(f"cannot be {value}: the audit calls somebody else so")
        return value

    @property
    def weak_password(self) -> str | None:
        """What is weak about the first administrator's password, where one is set."""
        password = self.admin_password.get_secret_value()
        problem = weakness(password, self.admin_username) if password else None
        return problem and f"{PREFIX}ADMIN_PASSWORD: {problem}; leave it out, and a strong one is made and shown once"
