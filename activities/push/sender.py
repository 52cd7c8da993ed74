"""Carries noted pushes to their devices, by whichever provider the device's platform and its application have."""

import logging
from collections.abc import Mapping, Set

from activities.deliveries import destination
from activities.deliveries.outbox import Delivery
from activities.deliveries.sender import DeliveryOutcome
from activities.push.administration import open_credentials as opened_credentials
from activities.push.devices import PROVIDERS
from activities.push.devices import open_device as opened_device
from activities.push.local import Local
from activities.push.message import PushMessage
from activities.push.provider import Provider, PushDevice
from activities.push.providers import Providers
from activities.secrets.sealing import Sealer
from activities.store import push_devices, push_providers
from activities.store.database import Database
from config.clock import now_ms
from config.vocabulary import RegistrationStatus

log = logging.getLogger(__name__)

# Reasons for which nobody is asked to carry a message.
NO_DEVICE = "NO_DEVICE"
NOT_ACTIVE = "REGISTRATION_NOT_ACTIVE"
EXPIRED = "MESSAGE_EXPIRED"
NO_PROVIDER = "NO_PROVIDER"

# What stands for a provider where messages are shown in the log.
LOCAL = "local"


class PushSender:
    """The `DeliverySender` of pushes; one per process. `local`: applications without any provider show their messages here."""

    def __init__(self, database: Database, sealer: Sealer, providers: Providers, *, local: bool) -> None:
        self._database = database
        self._sealer = sealer
        self._providers = providers
        self._local = Local(database) if local else None
        # Opening credentials takes a while. A sealed text that changes is another one, so what was made once stays true.
        self._open_providers: dict[str, Provider] = {}

    # What a provider says is of one device; all applications share the few providers there are.
    away: Set[str] = frozenset()

    def send(self, delivery: Delivery) -> tuple[DeliveryOutcome, str]:
        """See `DeliverySender`."""
        with self._database.read() as session:
            found = push_devices.find(session, delivery.target)
            credentials = push_providers.credentials(session, delivery.application_id)
        if found is None:
            return DeliveryOutcome.GIVE_UP, NO_DEVICE
        stored, status = found
        if status != RegistrationStatus.ACTIVE:
            return DeliveryOutcome.GIVE_UP, NOT_ACTIVE
        message = PushMessage.decode(delivery.payload)
        if message.valid_until_ms is not None and message.valid_until_ms <= now_ms():
            return DeliveryOutcome.GIVE_UP, EXPIRED
        device = opened_device(stored, self._sealer)
        provider = self._provider(device, credentials)
        if provider is None:
            return DeliveryOutcome.GIVE_UP, NO_PROVIDER
        destination.tell(LOCAL if provider is self._local else PROVIDERS[device.platform])
        answer = provider.send(device, message, delivery_id=delivery.delivery_id)
        if answer.token_is_gone:
            with self._database.write() as session:
                push_devices.delete_token(session, stored)
            log.info("the push token of registration %s is dead, and forgotten", device.registration_id)
        return answer.outcome, answer.reason

    def _provider(self, device: PushDevice, credentials: Mapping[str, str]) -> Provider | None:
        if not credentials:
            return self._local
        name = PROVIDERS.get(device.platform)
        sealed = None if name is None else credentials.get(name)
        if name is None or sealed is None:
            return None
        known = self._open_providers.get(sealed)
        if known is None:
            opened = opened_credentials(sealed, self._sealer, device.application_id, name)
            known = self._open_providers[sealed] = self._providers.of(opened)
        return known
