"""What embedded mode sets otherwise than production, unless somebody has set it."""

from config.settings import Settings


def embedded(settings: Settings) -> Settings:
    """`settings` with callbacks that may go to this machine: that is where the bank of a demonstration runs."""
    if "callbacks_private" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"callbacks_private": True})
