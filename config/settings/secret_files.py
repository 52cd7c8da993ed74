"""Secrets in files: where `NEXTSTEP_X_FILE` names one, its text is the setting `NEXTSTEP_X`.

So secrets reach a process that systemd, Kubernetes or Docker mounts them for, and stand in no environment, which children
inherit and inspection shows. `NEXTSTEP_MASTER_KEY_FILE` is a setting of its own: its file holds former keys too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from config import private_file

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
        if "\n" in text or len(text.splitlines()) > 1:
            raise ValueError(f"{self.path} has more than one line")
        # Such as a byte order mark that an editor has put there: nobody would find out why the secret is wrong.
        if unseen := next((one for one in text if not one.isprintable()), None):
            raise ValueError(f"{self.path} has a character that does not print, U+{ord(unseen):04X}")
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
