"""Operations: how long they wait, and what they are made and shown of."""

from pydantic import Field

from config.lifetimes import MAX_SECONDS
from config.settings.values import ExistingFolder, SettingsPart


class OperationSettings(SettingsPart):
    """Lifetimes in seconds; definitions and catalogs in place of the shipped ones, or beside them."""

    operation_lifetime: int = Field(300, ge=1, le=MAX_SECONDS)
    longest_lifetime: int = Field(MAX_SECONDS, ge=1, le=MAX_SECONDS)
    definitions: ExistingFolder = None
    catalogs: ExistingFolder = None
