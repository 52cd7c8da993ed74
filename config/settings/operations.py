"""Operations: how long they wait, and what they are made and shown of."""

from pydantic import Field

from config.lifetimes import MAX_SECONDS
from config.settings.values import ExistingFolder, SettingsPart


class OperationSettings(SettingsPart):
    """Lifetimes in seconds; definitions and catalogs in place of the shipped ones, or beside them."""

    operation_lifetime: int = Field(300, ge=1, le=MAX_SECONDS)
    """Seconds until an operation that nobody touches fails."""
    longest_lifetime: int = Field(MAX_SECONDS, ge=1, le=MAX_SECONDS)
    """Seconds that the creation of an operation or a registration may ask for at most (366 days)."""
    definitions: ExistingFolder = None
    """A folder of TOML to load at first start instead of the shipped definitions."""
    catalogs: ExistingFolder = None
    """A folder with catalogs of your own, laid out as `locales/`; its texts win."""
