"""The callbacks of applications, as the bank manages them, and what became of what they were to tell."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from activities.callbacks.destinations import NOT_RESOLVED, DestinationRefused, parse, resolve
from activities.callbacks.enqueue import KIND
from activities.callbacks.secrets import rotate, secret_context
from activities.callbacks.sender import credentials_context
from activities.callbacks.signing_secret import new_secret
from activities.deliveries import outbox, repetition
from activities.secrets.sealing import Sealer
from activities.store import callbacks, circuits, deliveries, delivery_search, turns
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.callbacks import StoredCallback
from activities.store.circuits import StoredCircuit
from activities.store.database import Database, Session
from activities.store.deliveries import StoredDelivery
from config import exact_json
from config.callbacks import ATTRIBUTES, CallbackAuthentication, CallbackType
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import DeliveryState

# Each is told of each change, and has a place among attempts: slow servers of one bank would take those of the others.
MAX_CALLBACKS = 20


@dataclass(frozen=True, slots=True)
class ReceiverCredentials:
    """How the bank's server is told who calls. `credentials` are `username` and `password`, or `token`, or nothing."""

    type: CallbackAuthentication
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class CallbackTerms:
    """What the bank wants. `attributes` are those of the callback's type; `max_attempts` null: until the settings' limit.

    `authentication` null: as it is; none, for a new callback.
    """

    name: str
    url: str
    attributes: tuple[str, ...]
    authentication: ReceiverCredentials | None = None
    enabled: bool = True
    max_attempts: int | None = None
    retention_days: int = outbox.RETENTION_DAYS


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback as it is shown: of what its authentication needs, the user's name alone. `circuit` null: its server answers."""

    stored: StoredCallback
    username: str | None
    circuit: StoredCircuit | None = None


class CallbackRegistry:
    """One per process; safe for threads. `private` lets callbacks go to loopback and private networks."""

    def __init__(self, database: Database, sealer: Sealer, *, private: bool) -> None:
        self._database = database
        self._sealer = sealer
        self._private = private

    def create(self, application_id: str, callback_type: CallbackType, terms: CallbackTerms) -> tuple[Callback, str]:
        """A new callback, and the secret that its requests are signed with: nobody reads it again.

        Raises `Refused` REQUEST_INVALID: an attribute that the type does not have, an address where callbacks must not go, or one
        callback too many.
        """
        self._check_address(terms.url)
        callback_id, secret = str(uuid.uuid4()), new_secret()
        nothing_yet = StoredCallback(
            callback_id=callback_id,
            application_id=application_id,
            name="",
            type=callback_type,
            url="",
            attributes=(),
            authentication=CallbackAuthentication.NONE,
            credentials=None,
            secret=self._sealer.seal(secret.encode(), *secret_context(callback_id)),
            former_secrets=None,
            enabled=False,
            max_attempts=None,
            retention_days=0,
            created_ms=now_ms(),
        )
        stored = self._apply_terms(nothing_yet, terms)
        with self._database.write() as session:
            turns.take(session, "callbacks", application_id)
            if len(callbacks.list_callbacks(session, application_id)) >= MAX_CALLBACKS:
                raise Refused(Reason.REQUEST_INVALID, f"an application has at most {MAX_CALLBACKS} callbacks")
            callbacks.add(session, stored)
            _audit(session, Action.CALLBACK_CREATE, application_id, callback_id)
        return self._callback(stored), secret

    def get(self, application_id: str, callback_id: str) -> Callback:
        """The application's callback. Raises `Refused` CALLBACK_NOT_FOUND where it has no such."""
        with self._database.read() as session:
            found = callbacks.get(session, application_id, callback_id)
            return self._callback(found, circuits.find(session, KIND, callback_id))

    def list_callbacks(self, application_id: str) -> list[Callback]:
        """The application's callbacks, oldest first."""
        with self._database.read() as session:
            found = callbacks.list_callbacks(session, application_id)
            failing = circuits.find_among(session, KIND, [one.callback_id for one in found])
            return [self._callback(one, failing.get(one.callback_id)) for one in found]

    def change(self, application_id: str, callback_id: str, terms: CallbackTerms) -> Callback:
        """The callback with other terms; type and secret stay. What its server was known for until now is forgotten.

        Raises `Refused` as `create` does, and CALLBACK_NOT_FOUND where there is no such callback.
        """
        self._check_address(terms.url)
        with self._database.write() as session:
            changed = self._apply_terms(callbacks.lock(session, application_id, callback_id), terms)
            callbacks.amend(session, changed)
            circuits.delete_circuit(session, KIND, callback_id)
            _audit(session, Action.CALLBACK_CHANGE, application_id, callback_id)
        return self._callback(changed)

    def rotate(self, application_id: str, callback_id: str, *, valid_seconds: int) -> tuple[str, int]:
        """A new secret, and until when requests are signed with those before it too, in milliseconds since the epoch.

        Nobody reads it again. Raises `Refused` CALLBACK_NOT_FOUND.
        """
        now = now_ms()
        until = now + valid_seconds * 1000
        with self._database.write() as session:
            stored = callbacks.lock(session, application_id, callback_id)
            changed, secret = rotate(stored, self._sealer, now, until_ms=until)
            callbacks.amend(session, changed)
            _audit(session, Action.CALLBACK_SECRET_ROTATE, application_id, callback_id)
        return secret, until

    def remove(self, application_id: str, callback_id: str) -> None:
        """The bank is told no more, not even of what was noted. Raises `Refused` CALLBACK_NOT_FOUND."""
        with self._database.write() as session:
            callbacks.get(session, application_id, callback_id)
            callbacks.remove(session, callback_id)
            circuits.delete_circuit(session, KIND, callback_id)
            _audit(session, Action.CALLBACK_REMOVE, application_id, callback_id)

    def list_deliveries(
        self, application_id: str, *, state: DeliveryState | None, page: int, size: int
    ) -> list[StoredDelivery]:
        """What the application's callbacks were to tell, newest first; pages count from 0."""
        with self._database.read() as session:
            return delivery_search.search(
                session,
                states=() if state is None else (state,),
                kind=KIND,
                application_id=application_id,
                start=page * size,
                size=size,
            )

    def send_again(self, application_id: str, delivery_id: str) -> None:
        """Attempt a delivery once more that has ended; one that waits is left alone. Raises `Refused` DELIVERY_NOT_FOUND."""
        with self._database.write() as session:
            stored = deliveries.lock(session, delivery_id)
            if stored is None or stored.kind != KIND or stored.application_id != application_id:
                raise Refused(Reason.DELIVERY_NOT_FOUND, "Delivery not found")
            repetition.send_again(session, stored)

    def _check_address(self, url: str) -> None:
        try:
            resolve(parse(url), private=self._private)
        except DestinationRefused as error:
            # A name may come to be known later; each attempt asks anew.
            if error.word != NOT_RESOLVED:
                raise Refused(Reason.REQUEST_INVALID, f"callbackUrl: {error}") from None

    def _apply_terms(self, stored: StoredCallback, terms: CallbackTerms) -> StoredCallback:
        known = ATTRIBUTES[stored.type]
        for name in terms.attributes:
            if name not in known:
                raise Refused(Reason.REQUEST_INVALID, f"attributes: those of {stored.type} are {', '.join(known)}")
        changed = replace(
            stored,
            name=terms.name,
            url=terms.url,
            attributes=terms.attributes,
            enabled=terms.enabled,
            max_attempts=terms.max_attempts,
            retention_days=terms.retention_days,
        )
        if terms.authentication is None:
            return changed
        credentials = terms.authentication.credentials
        context = credentials_context(stored.callback_id)
        sealed = self._sealer.seal(exact_json.write(dict(credentials)).encode(), *context) if credentials else None
        return replace(changed, authentication=terms.authentication.type, credentials=sealed)

    def _callback(self, stored: StoredCallback, circuit: StoredCircuit | None = None) -> Callback:
        if stored.authentication is not CallbackAuthentication.BASIC or stored.credentials is None:
            return Callback(stored, None, circuit)
        opened = self._sealer.open(stored.credentials, *credentials_context(stored.callback_id))
        return Callback(stored, json.loads(opened)["username"], circuit)


def _audit(session: Session, action: Action, application_id: str, which: str) -> None:
    trail.record(session, Event(action, application_id=application_id, details={"id": which}))
