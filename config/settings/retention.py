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
    retention_callers: Days = 90
    retention_registrations: Days = 400
    retention_inbox: Days = 400
    retention_authentications: Days = 400
    retention_one_time_passwords: Days = 30
    retention_audit: Days = 400
    audit_archive: AnyPath = None
    audit: bool = True
