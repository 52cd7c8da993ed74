"""Master keys, and who opens those that are wrapped."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from config import master_key, private_file
from config.addresses import KEY_SERVICE_EXAMPLE, key_service_address
from config.settings.environment import PREFIX
from config.settings.secret_files import Secret
from config.settings.values import AnyPath, ExistingFile, SettingsPart


class MasterKeySettings(SettingsPart):
    """What secrets are sealed under."""

    master_key: SecretStr = SecretStr("")
    """Seals keys and secrets in the database: base64 of 32 random bytes (`openssl rand -base64 32`), or such a
    key wrapped by a key service (`vault:v1:...`). Kept apart from the database's backups. Made by embedded
    mode, and found in `NEXTSTEP_HOME` by every command but `api` and `worker`; see `docs/keys.md`.
    """
    former_master_keys: Secret = SecretStr("")
    """Those that secrets may still be sealed under, separated by commas."""
    master_key_file: AnyPath = None
    """In place of the master key, a file that others can neither read nor write: the key, and below it former
    ones, one a line.
    """
    key_service_url: str = ""
    """Where wrapped master keys are opened when a process starts, as Vault's transit engine does
    (`https://vault.bank.example:8200/v1/transit/decrypt/nextstep`).
    """
    key_service_token_file: AnyPath = None
    """A file with the token for the key service."""
    key_service_ca: ExistingFile = None
    """A PEM file of who vouches for the key service; without it public authorities do."""
    key_service_timeout: float = Field(5.0, gt=0, le=60)
    """Seconds that the key service may take for an answer, three times."""
    key_provider: str = Field("", max_length=255)
    """In place of a key service `package.module:Name`, a class of yours that opens wrapped keys."""

    @field_validator("master_key", "former_master_keys")
    @classmethod
    def _keys(cls, value: SecretStr) -> SecretStr:
        for key in master_key.split_keys(value.get_secret_value()):
            master_key.check(key)
        return value

    @field_validator("master_key_file")
    @classmethod
    def _key_file(cls, value: Path | None) -> Path | None:
        if value is not None:
            _keys_of(value)
        return value

    @field_validator("key_service_url")
    @classmethod
    def _decrypts(cls, value: str) -> str:
        return key_service_address(value)

    @model_validator(mode="after")
    def _openable(self) -> Self:
        if self.master_key_file and self.master_key.get_secret_value():
            raise ValueError(f"{PREFIX}MASTER_KEY_FILE: leave it out, or {PREFIX}MASTER_KEY: one of them names the key")
        if self.key_service_url and self.key_provider:
            raise ValueError(f"{PREFIX}KEY_PROVIDER: leave it out, or {PREFIX}KEY_SERVICE_URL: one of them opens keys")
        if self.key_service_url and not self.key_service_token_file:
            raise ValueError(f"{PREFIX}KEY_SERVICE_TOKEN_FILE: is required beside {PREFIX}KEY_SERVICE_URL")
        if any(map(master_key.is_wrapped, self.master_keys)) and not (self.key_service_url or self.key_provider):
            raise ValueError(
                f"{PREFIX}KEY_SERVICE_URL: is required: a master key is wrapped. Give the address that opens it, such as "
                f"{KEY_SERVICE_EXAMPLE}, or name a class of yours in {PREFIX}KEY_PROVIDER"
            )
        return self

    @property
    def master_keys(self) -> tuple[str, ...]:
        """The master key, then the former ones that stored secrets may still be under; empty where none is set.

        They are as they were given: wrapped ones are to be opened.
        """
        current = self.master_key.get_secret_value()
        former = master_key.split_keys(self.former_master_keys.get_secret_value())
        kept = _keys_of(self.master_key_file) if self.master_key_file else ()
        return (*kept, *master_key.split_keys(current), *former)

    @property
    def has_master_key(self) -> bool:
        """Whether there is a current one, not former ones alone."""
        return bool(self.master_key_file or self.master_key.get_secret_value())


def _keys_of(path: Path) -> tuple[str, ...]:
    text = private_file.text_of(path)
    try:
        return master_key.of_file(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
