"""Devices that take push messages: registered by phones, opened for those who send (`mobile-and-cloud.md` §5.1)."""

import hashlib
from dataclasses import dataclass, field

from activities.push.credentials import ProviderName
from activities.push.provider import PushDevice
from activities.secrets.sealing import Sealer
from activities.store import push_devices, registrations
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from activities.store.push_devices import StoredDevice
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import PushEnvironment, PushPlatform, RegistrationStatus

# Whose devices a platform's are; a platform that is missing has no provider here.
PROVIDERS = {
    PushPlatform.IOS: ProviderName.APNS,
    PushPlatform.APNS: ProviderName.APNS,
    PushPlatform.ANDROID: ProviderName.FCM,
    PushPlatform.FCM: ProviderName.FCM,
}


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What a phone says of itself. The environment is Apple's, and null where the phone does not know."""

    registration_id: str
    platform: PushPlatform
    token: str = field(repr=False)
    environment: PushEnvironment | None = None


class PushDevices:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def register(self, new: NewDevice) -> None:
        """The registration's device is reached by this token, and by no other; repeatable.

        A token that another registration of the application has moves here: it is one device. Raises `Refused`
        REGISTRATION_NOT_FOUND where the registration has been removed.
        """
        with self._database.write() as session:
            registration = registrations.lock(session, new.registration_id)
            if registration.status == RegistrationStatus.REMOVED:
                raise Refused(Reason.REGISTRATION_NOT_FOUND)
            push_devices.put(
                session,
                StoredDevice(
                    registration_id=new.registration_id,
                    application_id=registration.application_id,
                    user_id=registration.user_id,
                    token=self._sealer.seal(new.token.encode(), *_sealing_context(new.registration_id)),
                    token_digest=_digest(registration.application_id, new.token),
                    platform=new.platform.value,
                    environment=new.environment and new.environment.value,
                    registered_ms=now_ms(),
                ),
            )
            event = Event(
                Action.PUSH_REGISTER,
                user_id=registration.user_id,
                registration_id=new.registration_id,
                application_id=registration.application_id,
                details={"platform": new.platform.value},
            )
            trail.record(session, event)


def open_device(stored: StoredDevice, sealer: Sealer) -> PushDevice:
    """A device as its provider needs it. Raises `Unsealable`."""
    return PushDevice(
        registration_id=stored.registration_id,
        application_id=stored.application_id,
        token=sealer.open(stored.token, *_sealing_context(stored.registration_id)).decode(),
        platform=PushPlatform(stored.platform),
        environment=None if stored.environment is None else PushEnvironment(stored.environment),
    )


def _sealing_context(registration_id: str) -> tuple[str, str, str]:
    return ("push_device", registration_id, "token")


def _digest(application_id: str, token: str) -> str:
    return hashlib.sha256(f"{application_id}\0{token}".encode()).hexdigest()
