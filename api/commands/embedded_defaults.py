"""What embedded mode does otherwise than production, unless the settings say something of it."""

from config.settings import Settings

_DEFAULTS = {"push_local": True}


def with_defaults(settings: Settings) -> Settings:
    """`settings`, where what nobody has set is as it serves development."""
    unset = {name: value for name, value in _DEFAULTS.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=unset)
