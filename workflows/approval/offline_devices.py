"""Which device scans an operation's QR code, or computed a code (`mobile-and-cloud.md` §3.2, §4)."""

from collections.abc import Collection

from activities.store.registrations import Registration
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from workflows.approval.phone_answers import UNVERIFIED
from workflows.operation.client.cloud_operations import CloudOperation
from workflows.registration.client.gateway import Registrations

# More than anybody has; of two it must be said which.
_MAX_DEVICES = 100


class OfflineDevices:
    """One per process; safe for threads. Everything raises `Refused` REGISTRATION_NOT_FOUND where a device is not there."""

    def __init__(self, registrations: Registrations) -> None:
        self._registrations = registrations

    def find_scanning(
        self, operation: CloudOperation, applications: Collection[str], registration_id: str | None
    ) -> Registration | None:
        """The ACTIVE device that is to scan: the one named, or the user's only one. Null for an operation of nobody.

        Raises `Refused` REQUEST_INVALID where several could.
        """
        if registration_id is not None:
            device = self.find_named(operation, applications, registration_id)
        elif operation.view.row.user_id is not None:
            device = self._only(operation, applications, operation.view.row.user_id)
        else:
            return None
        if device.status != RegistrationStatus.ACTIVE:
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration is not active")
        self.check_flags(operation, device)
        return device

    def find_named(
        self, operation: CloudOperation, applications: Collection[str], registration_id: str
    ) -> Registration:
        """The device of this id, in whatever state, which may have to do with the operation."""
        device = self._registrations.get(registration_id)
        user_id, only = operation.view.row.user_id, operation.pinned_template.registration_id
        theirs = device.application_id in _shared_applications(operation, applications)
        if not theirs or user_id not in (None, device.user_id) or only not in (None, registration_id):
            raise Refused(Reason.REGISTRATION_NOT_FOUND)
        return device

    def check_flags(self, operation: CloudOperation, device: Registration) -> None:
        """The operation may ask for a flag; a device whose user is still being verified approves nothing."""
        flag = operation.pinned_template.activation_flag
        if flag and flag not in device.flags:
            raise Refused(Reason.REGISTRATION_NOT_FOUND, f"Registration does not have the flag {flag}")
        if UNVERIFIED & set(device.flags):
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration is still being verified")

    def application(self, operation: CloudOperation, applications: Collection[str]) -> str:
        """The application whose phones scan an operation of nobody. Raises `Refused` REQUEST_INVALID where there are several."""
        application_id, *others = sorted(_shared_applications(operation, applications))
        if others:
            raise Refused(
                Reason.REQUEST_INVALID, "registrationId: is missing, and the operation is of several applications"
            )
        return application_id

    def _only(self, operation: CloudOperation, applications: Collection[str], user_id: str) -> Registration:
        theirs = self._registrations.list_registrations(
            user_id, _shared_applications(operation, applications), include_removed=False, page=0, size=_MAX_DEVICES
        )
        active = [one for one in theirs if one.status == RegistrationStatus.ACTIVE]
        if not active:
            raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration for the operation's user not found")
        if len(active) > 1:
            raise Refused(Reason.REQUEST_INVALID, "registrationId: is missing, and the user has several devices")
        return active[0]


def _shared_applications(operation: CloudOperation, applications: Collection[str]) -> set[str]:
    return set(operation.pinned_template.application_ids) & set(applications)
