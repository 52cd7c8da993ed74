"""The way from the APIs to registrations: creates them, exchanges keys with devices, commits, blocks, unblocks and removes them.

Until a registration is ACTIVE or REMOVED its workflow decides, and the row is written from its answers; afterwards each change is
one SQL transaction under the row's lock. What a device sent is noted before its workflow is told, and comes into the row with the
status; whoever finds a note that lost its caller asks the workflow (see `registration_reads`).
"""

from collections.abc import Collection

from activities.device.applications import Applications
from activities.device.fingerprints import Fingerprints
from activities.powerauth import activation_code
from activities.secrets.sealing import Sealer
from activities.store.database import Database, Session
from activities.store.registrations import Registration
from config.lifetimes import MAX_SECONDS
from workflows.registration.client.activation import Activation, KeyExchange, KeyExchangeReply
from workflows.registration.client.changes import RegistrationChanges
from workflows.registration.client.creation import NewRegistration, RegistrationCreation
from workflows.registration.client.decisions import Decisions
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.client.workflow_client import RegistrationWorkflowClient
from workflows.registration.model import RegistrationChange

__all__ = [
    "KeyExchange",
    "KeyExchangeReply",
    "NewRegistration",
    "RegistrationChange",
    "RegistrationView",
    "Registrations",
]

# A registration's row as of now.
RegistrationView = Registration


class Registrations:
    """One per process; safe for threads. `lifetime`: seconds until a registration that nobody commits is removed,
    unless its creation says otherwise, which may give it `longest` seconds.

    Everything raises `StoreUnavailable`, and what changes an open registration `EngineUnavailable`: its fate is unknown then,
    repeat it with the same `key`, the caller's idempotency key.
    """

    def __init__(
        self,
        database: Database,
        workflow_client: RegistrationWorkflowClient,
        applications: Applications,
        sealer: Sealer,
        *,
        lifetime: int,
        longest: int = MAX_SECONDS,
    ) -> None:
        self._database = database
        self._applications = applications
        self._reads = RegistrationReads(database, workflow_client, sealer)
        decisions = Decisions(database, workflow_client, sealer, self._reads)
        self._creation = RegistrationCreation(
            database, sealer, decisions, self._reads, lifetime=lifetime, longest=longest
        )
        self._activation = Activation(database, sealer, decisions)
        self._fingerprints = Fingerprints(database, sealer)
        self._changes = RegistrationChanges(database, sealer, decisions)

    def create(self, new: NewRegistration) -> RegistrationView:
        """The new registration; where a repeatable creation is repeated, the stored one.

        Raises `Refused` REGISTRATION_IN_PROGRESS (another is in progress), REGISTRATION_ALREADY_EXISTS (the user has a device,
        and may have one only), REQUEST_INVALID (its deadline has passed, or the
        idempotency key was used for another request).
        """
        return self._creation.create(new)

    def get(self, registration_id: str) -> RegistrationView:
        """The registration as of now. Raises `Refused` REGISTRATION_NOT_FOUND."""
        return self._reads.get(registration_id)

    def list_registrations(
        self, user_id: str, application_ids: Collection[str], *, include_removed: bool, page: int, size: int
    ) -> list[RegistrationView]:
        """The user's registrations in these applications, newest first, REMOVED ones if `include_removed`; pages count from 0."""
        return self._reads.list_registrations(
            user_id, application_ids, include_removed=include_removed, page=page, size=size
        )

    def is_active(self, session: Session, activation_id: str) -> bool:
        """Whether the device is registered here and can be used."""
        return self._reads.is_active(session, activation_id)

    def code_signature(self, view: RegistrationView) -> str:
        """The application's signature of protocol 3 over the activation code, base64; another one each time.

        It is what a QR code has for phones of protocol 4 too: a code is scanned before anybody knows by what, and every app has
        the key of protocol 3.
        """
        with self._database.read() as session:
            master = self._applications.master_key(session, view.application_id)
        return activation_code.signature(view.activation_code, master)

    def v4_code_signatures(self, view: RegistrationView) -> dict[str, str]:
        """The application's signatures of protocol 4 over the activation code, base64, by their names in JWS headers.

        None, where the application has no registrations by protocol 4.
        """
        with self._database.read() as session:
            return self._applications.v4_code_signatures(session, view.application_id, view.activation_code)

    def fingerprint(self, view: RegistrationView) -> str:
        """The eight digits that the device shows too. Raises `ValueError` where no device has sent its key."""
        return self._fingerprints.of(view)

    def exchange_keys(self, application_id: str, code: str, exchange: KeyExchange) -> KeyExchangeReply:
        """A device answers an activation code. Raises `Refused`: to the device, all reasons are one.

        A wrong one-time password is counted; a key that is none removes the registration; of two devices with the same code one
        is refused.
        """
        return self._activation.exchange_keys(application_id, code, exchange)

    def commit(self, registration_id: str, otp: str | None = None, key: str | None = None) -> None:
        """The bank found that the device is its user's.

        Raises `Refused` REGISTRATION_NOT_FOUND; REGISTRATION_STATE (it is not PENDING_COMMIT, or the one-time
        password is wrong: that is counted); REQUEST_INVALID (the password is missing, or nobody asked for it).
        """
        self._activation.commit(registration_id, otp, key)

    def change(
        self, registration_id: str, change: RegistrationChange, reason: str | None = None, key: str | None = None
    ) -> None:
        """Block the device (for a `reason`), unblock or remove it.

        Raises `Refused` REGISTRATION_NOT_FOUND, or REGISTRATION_STATE naming what the status allows.
        """
        self._changes.change(registration_id, change, reason, key)

    def rename(self, registration_id: str, name: str) -> None:
        """Give the device another name. Raises `Refused` REGISTRATION_NOT_FOUND, or REGISTRATION_STATE: REMOVED."""
        self._changes.rename(registration_id, name)

    def add_flags(self, registration_id: str, flags: Collection[str]) -> None:
        """Add flags, each once. Raises `Refused` REGISTRATION_NOT_FOUND."""
        self._changes.add_flags(registration_id, flags)

    def remove_flags(self, registration_id: str, flags: Collection[str]) -> None:
        """Remove flags; those that are not there do not matter. Raises `Refused` REGISTRATION_NOT_FOUND."""
        self._changes.remove_flags(registration_id, flags)
