"""How long what has ended is kept."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from config.settings.values import AnyPath, SettingsPart

FOREVER = "forever"


def _days(value: object) -> object:
    return 0 if isinstance(value, str) and value.strip().lower() == FOREVER else value


# So many days after it has ended, something is dropped; 0: never.
Days = Annotated[int, BeforeValidator(_days), Field(ge=0, le=36_500)]


class RetentionSettings(SettingsPart):
    """Days, by what they are of; and where old rows of the audit trail go."""

    retention_operations: Days = 400
    """Days that operations are kept from their deadline; `0` or `forever` keeps them. Open ones stay. See
    `docs/retention.md`.
    """
    retention_callers: Days = 90
    """Days that an operation tells from which address and browser its phone answered."""
    retention_registrations: Days = 400
    """Days that registrations are kept from their removal; `0` or `forever` keeps them."""
    retention_inbox: Days = 400
    """Days that messages are kept from their creation; `0` or `forever` keeps them."""
    retention_authentications: Days = 400
    """Days that it is known who authenticated, or tried to."""
    retention_one_time_passwords: Days = 30
    """Days that one-time passwords are kept from their creation."""
    retention_audit: Days = 400
    """Days that audit rows are kept in the database, where there is an archive."""
    audit_archive: AnyPath = None
    """The folder, which every worker sees alike, to which signed files with older audit rows go; without it
    they stay in the database.
    """
    audit: bool = True
    """`false` keeps no audit trail: for measuring only."""
