"""What processes write about themselves."""

from typing import Literal

from pydantic import Field, field_validator

from config.settings.values import SettingsPart


class LogSettings(SettingsPart):
    """The log's lines, and the environment's name in the service status."""

    environment: str = Field("", max_length=255)
    """A name that is shown in the service status."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What is written to the log; at `INFO` there is a line for each request."""
    log_format: Literal["text", "json"] = "text"
    """`json` writes one object a line."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value
