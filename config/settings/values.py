"""Types of values that settings of several subjects have."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from config.settings.environment import ENV_FILE, PREFIX, env_file_variables
from config.settings.variables import Variables


class SettingsPart(BaseSettings):
    """The settings of one subject; `config.settings.Settings` is all of them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Called by pydantic. The first source that has a value wins."""
        # It has read the file, and replaced what stands there as `${NAME}`.
        has_file = isinstance(dotenv_settings, DotEnvSettingsSource) and dotenv_settings.env_file is not None
        read = (os.environ, env_file_variables() if has_file else {})
        return init_settings, *(Variables(settings_cls, one) for one in read)


def _folder(path: Path | None) -> Path | None:
    if path is not None and not (path := path.expanduser().absolute()).is_dir():
        raise ValueError("is not a folder; point it at one that exists, or leave it out")
    return path


def _absolute(path: Path | None) -> Path | None:
    return path and path.expanduser().absolute()


def _file(path: Path | None) -> Path | None:
    if path is not None and not (path := path.expanduser().absolute()).is_file():
        raise ValueError("is not a file")
    return path


Name = Annotated[str, Field(min_length=1, max_length=255)]
# Whether it is there is a matter of those who read it, which not every process does.
AnyPath = Annotated[Path | None, AfterValidator(_absolute)]
ExistingFile = Annotated[Path | None, AfterValidator(_file)]
ExistingFolder = Annotated[Path | None, AfterValidator(_folder)]


def split_list(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
