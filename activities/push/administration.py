"""Credentials of applications at push providers, as administrators keep them: sealed, and never shown whole."""

import json
from dataclasses import asdict

from activities.push.credentials import ApnsCredentials, Credentials, FcmCredentials, ProviderName
from activities.secrets.sealing import Sealer
from activities.store import applications, push_providers
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from config import exact_json
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import PushEnvironment


class PushAdministration:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def put(self, application_id: str, credentials: Credentials) -> None:
        """The application's credentials from now on. Raises `Refused` APPLICATION_NOT_FOUND."""
        name = _name(credentials)
        sealed = self._sealer.seal(
            exact_json.write(asdict(credentials)).encode(), *_sealing_context(application_id, name)
        )
        with self._database.write() as session:
            applications.roles(session, application_id)
            push_providers.put(session, application_id=application_id, name=name, credentials=sealed, now_ms=now_ms())
            _audit(session, Action.PUSH_PROVIDER_PUT, application_id, name)

    def get(self, application_id: str, name: ProviderName) -> Credentials:
        """The application's credentials. Raises `Refused`: there are none, or no such application."""
        with self._database.read() as session:
            applications.roles(session, application_id)
            sealed = push_providers.credentials(session, application_id).get(name)
        if sealed is None:
            raise Refused(Reason.PUSH_PROVIDER_NOT_FOUND, "Push provider not found")
        return open_credentials(sealed, self._sealer, application_id, name)

    def remove(self, application_id: str, name: ProviderName) -> None:
        """Forget the application's credentials. Raises `Refused`: there are none, or no such application."""
        with self._database.write() as session:
            applications.roles(session, application_id)
            push_providers.remove(session, application_id, name)
            _audit(session, Action.PUSH_PROVIDER_REMOVE, application_id, name)


def _audit(session: Session, action: Action, application_id: str, name: ProviderName) -> None:
    trail.record(session, Event(action, application_id=application_id, details={"provider": name.value}))


def open_credentials(ciphertext: str, sealer: Sealer, application_id: str, name: ProviderName) -> Credentials:
    """Stored credentials, to be used. Raises `Unsealable`."""
    found = json.loads(sealer.open(ciphertext, *_sealing_context(application_id, name)))
    if name is ProviderName.APNS:
        return ApnsCredentials(**found | {"environment": PushEnvironment(found["environment"])})
    return FcmCredentials(**found)


def _name(credentials: Credentials) -> ProviderName:
    return ProviderName.APNS if isinstance(credentials, ApnsCredentials) else ProviderName.FCM


def _sealing_context(application_id: str, name: ProviderName) -> tuple[str, str, str, str]:
    return ("push_provider", application_id, name.value, "credentials")
