"""What the caller sees: administrators administer; integration callers see what their applications have.

What belongs to another application is answered as what does not exist (`mobile-and-cloud.md` §3.1).
"""

from api.access.caller import caller


def managed_applications() -> tuple[str, ...]:
    """The ids of the applications that the caller manages: it sees these, and registrations, operations and messages of these."""
    return caller().applications


def manages(application_id: str | None) -> bool:
    """Whether the caller manages the application."""
    return application_id in managed_applications()
