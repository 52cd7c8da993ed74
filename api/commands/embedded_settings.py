"""What embedded mode sets otherwise than production, unless somebody has set it."""

from config.settings import Settings

# Callbacks may go to this machine: that is where the bank of a demonstration runs. Messages that nobody carries are shown here.
_EMBEDDED = {"callbacks_private": True, "push_local": True}


def embedded(settings: Settings) -> Settings:
    """`settings`, where what nobody has set is as a demonstration needs it."""
    unset = {name: value for name, value in _EMBEDDED.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=unset)
