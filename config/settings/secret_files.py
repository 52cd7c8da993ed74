"""Secrets in files: where `NEXTSTEP_X_FILE` names one, its text is the setting `NEXTSTEP_X`.

So secrets reach a process that systemd, Kubernetes or Docker mounts them for, and stand in no environment, which children
inherit and inspection shows. `NEXTSTEP_MASTER_KEY_FILE` is a setting of its own: its file holds former keys too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from config import private_file
from config.settings.environment import PREFIX

SUFFIX = "_file"
PROBLEM = "secret_file"


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file in the place of a value; `rival` is the variable that gives the value too."""

    path: Path
    rival: str | None = None

    def text(self) -> str:
        """What it holds, without the end of its line. Raises `ValueError`."""
        if self.rival:
            raise ValueError(f"leave it out, or {self.rival}: one of them gives the secret")
        text = private_file.text_of(self.path).removesuffix("\n").removesuffix("\r")
        if not text.strip():
            raise ValueError(f"{self.path} is empty")
        if len(text.splitlines()) > 1:
            raise ValueError(f"{self.path} has more than one line")
        return text


def _read(value: object) -> object:
    if not isinstance(value, SecretFile):
        return value
    try:
        return value.text()
    except ValueError as error:
        raise PydanticCustomError(PROBLEM, "{problem}", {"problem": str(error)}) from None


_READS_FILE = BeforeValidator(_read)
Secret = Annotated[SecretStr, _READS_FILE]
# Secret in part, such as an address with a password in it.
SecretText = Annotated[str, _READS_FILE]


def file_names(fields: Mapping[str, FieldInfo]) -> dict[str, str]:
    """Of each setting that may stand in a file, by its name: the name under which the file is given."""
    return {name: name + SUFFIX for name, field in fields.items() if _READS_FILE in field.metadata}


class SecretFiles(PydanticBaseSettingsSource):
    """The files that one source of variables names: the environment, or `.env`."""

    def __init__(self, settings: type[BaseSettings], variables: EnvSettingsSource) -> None:
        super().__init__(settings)
        self._variables = variables.env_vars

    def __call__(self) -> dict[str, Any]:
        """Called by pydantic."""
        prefix = PREFIX.lower()
        found = {}
        for name, file_name in file_names(self.settings_cls.model_fields).items():
            if path := self._variables.get(prefix + file_name):
                rival = f"{PREFIX}{name.upper()}" if self._variables.get(prefix + name) else None
                found[name] = SecretFile(Path(path).expanduser().absolute(), rival)
        return found

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Part of the interface: a single field's value is asked for by sources that this one is none of."""
        raise NotImplementedError


def with_files(
    settings: type[BaseSettings], *sources: PydanticBaseSettingsSource
) -> tuple[PydanticBaseSettingsSource, ...]:
    """The sources, first the one that wins: behind each that reads variables, the files that these name.

    A file that wins over a value of the same source would hide it: `SecretFile` refuses both.
    """
    found: list[PydanticBaseSettingsSource] = []
    for source in sources:
        if isinstance(source, EnvSettingsSource):
            found.append(SecretFiles(settings, source))
        found.append(source)
    return tuple(found)
