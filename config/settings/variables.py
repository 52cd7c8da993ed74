"""Settings that variables give: those that are set, as text, and secrets in files that they name.

Pydantic's own source asks for every setting there is, and looks into its type each time for what may be JSON: that took two
thirds of a load. No setting here is JSON: lists are split at commas by the settings that are lists.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from config.settings.environment import PREFIX
from config.settings.secret_files import SUFFIX, SecretFile, file_names


class Variables(PydanticBaseSettingsSource):
    """The variables of one source: the environment, or `.env`; names in any case.

    A file wins over a value of the same source, and would hide it: `SecretFile` refuses both.
    """

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = {name.lower(): text for name, text in variables.items()}

    def __call__(self) -> dict[str, Any]:
        """Called by pydantic."""
        fields, prefix = self.settings_cls.model_fields, PREFIX.lower()
        given = {name.removeprefix(prefix): text for name, text in self._variables.items() if name.startswith(prefix)}
        found: dict[str, Any] = {name: text for name, text in given.items() if text and name in fields}
        in_files = {name: field for name, field in fields.items() if given.get(name + SUFFIX)}
        for name, file_name in file_names(in_files).items():
            rival = PREFIX + name.upper() if name in found else None
            found[name] = SecretFile(Path(given[file_name] or "").expanduser().absolute(), rival)
        return found

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Part of the interface: a single field's value is asked for by sources that this one is none of."""
        raise NotImplementedError
