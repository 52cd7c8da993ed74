"""What a push message, or an operation's QR code, says of an operation (`mobile-and-cloud.md` §3.4)."""

from collections.abc import Mapping

from activities.templates.shown_parameters import fill_text
from config.definitions.templates import PushTexts


def title_and_summary(texts: PushTexts, parameters: Mapping[str, str | None] | None) -> tuple[str, str]:
    """Both with their places filled by the raw values of an operation's `parameters`."""
    return fill_text(texts.title, parameters), fill_text(texts.summary, parameters)
