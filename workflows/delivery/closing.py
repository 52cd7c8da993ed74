"""How a delivery's workflow closes: Completed where it arrived, Canceled where an operator gave it up, else Failed."""

from activities.deliveries.activities import EndedDelivery
from activities.deliveries.words import in_words
from workflows.temporal.closing import called_off, came_to_nothing

# Why an operator's cancellation ends a delivery.
CANCELED = "CANCELED"


def close(end: EndedDelivery) -> str:
    """The workflow's result. Raises what closes it otherwise."""
    if end.last_error is None:
        return end.state
    if end.last_error == CANCELED:
        raise called_off(in_words(end.last_error))
    raise came_to_nothing(end.last_error, in_words(end.last_error))


def details(end: EndedDelivery) -> str:
    """Markdown: how it ended, and why."""
    if end.last_error is None:
        return f"**delivery**: {end.state}"
    return f"**delivery**: {end.state}: {in_words(end.last_error)}\n\n- reason: `{end.last_error}`"
