"""Changes that no administrator makes alone."""

from pydantic import Field

from config.settings.values import SettingsPart


class ChangeRequestSettings(SettingsPart):
    """Whether another administrator has to agree, and within which time."""

    four_eyes: bool = False
    """Another administrator has to agree to what reveals or ends keys, and to what gives access (`docs/access.md`)."""
    change_request_lifetime: int = Field(86_400, ge=60, le=2_592_000)
    """Seconds within which another administrator has to agree, and within which the change is made then."""
