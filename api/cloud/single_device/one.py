"""The one application of a caller, and the one device of a user in it (`mobile-and-cloud.md` §4.1)."""

from api.cloud.authorization import managed_applications
from api.http.errors import Denied
from api.services import services
from config.reasons import Reason
from config.refused import Refused
from workflows.registration.client.gateway import RegistrationView

NOT_FOUND = "ERROR_REGISTRATION_NOT_FOUND"
# The other API lets users have several: so many are looked through.
_MAX = 100


def application_id() -> str:
    """The caller's application. Raises `Denied` ERROR_REGISTRATION where there are several, and it is not said which."""
    applications = managed_applications()
    if not applications:
        raise Denied(NOT_FOUND, "The caller manages no application")
    if len(applications) > 1:
        raise Denied(
            "ERROR_REGISTRATION",
            "The caller manages several applications: use a user who manages one, or the addresses under /v2",
        )
    return applications[0]


def devices(user_id: str) -> list[RegistrationView]:
    """The user's devices that are not removed, newest first: one, unless the other API made more."""
    return services().registrations.list_registrations(
        user_id, (application_id(),), include_removed=False, page=0, size=_MAX
    )


def device(user_id: str) -> RegistrationView:
    """The user's device. Raises `Refused` REGISTRATION_NOT_FOUND."""
    found = devices(user_id)
    if not found:
        raise Refused(Reason.REGISTRATION_NOT_FOUND)
    return found[0]
