"""What the views work with: one set per process, made with the application."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from activities.accounts import Accounts
from activities.applications import Applications
from activities.callback_registry import CallbackRegistry
from activities.device import devices
from activities.device.devices import Devices
from activities.push.administration import PushAdministration
from activities.push.devices import PushDevices
from activities.push.messages import Messages
from activities.sealing import Sealer
from activities.store.database import Database
from api import providers
from api.providers import Providers
from config.settings import Settings
from locales.catalogs import Catalogs
from workflows.client import Temporal
from workflows.delivery.courier import Courier
from workflows.flows import Flows
from workflows.gateway import Gateway
from workflows.mailbox import Mailbox
from workflows.registration_mailbox import RegistrationMailbox
from workflows.registrations import Registrations

_KEY = "nextstep"


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, storage, the engine and the texts."""

    settings: Settings
    database: Database
    temporal: Temporal
    flows: Flows
    gateway: Gateway
    catalogs: Catalogs
    applications: Applications
    devices: Devices
    providers: Providers
    accounts: Accounts
    registrations: Registrations
    callbacks: CallbackRegistry
    push_devices: PushDevices
    push_administration: PushAdministration
    messages: Messages


def build(
    settings: Settings,
    *,
    started: Callable[[str], None],
    finished: Callable[[str, str], None],
) -> Services:
    """The services of a process. Nothing is connected yet: that happens with the first request."""
    temporal = Temporal(settings)
    courier = Courier(temporal, settings.task_queue)
    database = Database(settings.store_url, pool_size=settings.threads, committed=courier.committed)
    flows = Flows(settings.operation_lifetime)
    mailbox = Mailbox(temporal, settings.task_queue, settings.update_timeout)
    sealer = Sealer.of(*settings.master_keys)
    applications = Applications(database, sealer)
    registrations = Registrations(
        database,
        RegistrationMailbox(temporal, settings.task_queue, settings.update_timeout),
        applications,
        sealer,
        lifetime=settings.registration_lifetime,
    )
    gateway = Gateway(database, mailbox, flows, registrations, started=started, finished=finished)
    return Services(
        settings=settings,
        database=database,
        temporal=temporal,
        flows=flows,
        gateway=gateway,
        catalogs=Catalogs(settings.catalogs),
        applications=applications,
        devices=devices.build(database, sealer, applications),
        providers=providers.load(settings),
        accounts=Accounts(database),
        registrations=registrations,
        callbacks=CallbackRegistry(database, sealer, private=settings.callbacks_private),
        push_devices=PushDevices(database, sealer),
        push_administration=PushAdministration(database, sealer),
        messages=Messages(database, sealer, most=settings.pushes_per_minute),
    )


def services() -> Services:
    """Those of the application that answers the current request."""
    return cast("Services", current_app.extensions[_KEY])


def keep(extensions: dict[str, object], found: Services) -> None:
    """Give an application its services."""
    extensions[_KEY] = found
