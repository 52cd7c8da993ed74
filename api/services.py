"""What the views work with: one set per process, made with the application."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from activities.access_tokens.provider import IdentityProvider
from activities.access_tokens.provider_keys import ProviderKeys
from activities.access_tokens.rules import TokenRules
from activities.access_tokens.verification import AccessTokens
from activities.accounts.accounts import Accounts
from activities.accounts.login_throttle import LoginBrakes, Rules
from activities.accounts.token_logins import TokenLogins
from activities.audit import trail
from activities.audit.reading import AuditLog
from activities.authentication.checks import AuthenticationChecks
from activities.authentication.external_checks import ExternalChecks
from activities.authentication.passkey_checks import PasskeyChecks
from activities.callbacks.registry import CallbackRegistry
from activities.change_requests.change_requests import ChangeRequests
from activities.credentials.checks import CredentialChecks
from activities.credentials.credential_counters import CredentialCounters
from activities.credentials.credentials import Credentials
from activities.credentials.end_to_end import EndToEnd
from activities.credentials.hashing import Hashing
from activities.credentials.protection import Protection
from activities.device import devices
from activities.device.applications import Applications
from activities.device.approvals import PhoneChecks
from activities.device.devices import Devices
from activities.device.offline_texts import OfflineTexts
from activities.idempotency.keys import Repetitions
from activities.identities import identities
from activities.identities.identities import Identities
from activities.inbox.messages import Inbox
from activities.inbox.notifier import InboxPushNotifier
from activities.notifications.delivery_administration import DeliveryAdministration
from activities.notifications.operation import OperationNotifier
from activities.otp.delivery import OtpDeliveries
from activities.otp.one_time_passwords import OneTimePasswords
from activities.passkeys.passkeys import Passkeys
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.v4.algorithm import Algorithm
from activities.projection.operation import OperationProjector
from activities.push.administration import PushAdministration
from activities.push.devices import PushDevices
from activities.push.messages import Messages
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from activities.templates.administration import TemplateAdministration
from activities.templates.cached_texts import CachedTexts
from api import providers
from api.data_adapters import data_adapter
from api.formdata.push_words import push_words
from api.http.rate_limits import Rates
from api.http.waiting import LongPolling
from api.otp_senders import otp_sender
from api.providers import BankProviders
from config.settings import Settings
from locales.catalogs import Catalogs
from workflows.approval.checked_answers import CheckedAnswers
from workflows.approval.offline_answers import OfflineAnswers
from workflows.approval.offline_devices import OfflineDevices
from workflows.approval.offline_qr_codes import OfflineQrCodes
from workflows.approval.phone_answers import PhoneAnswers
from workflows.approval.phone_operations import PhoneOperations
from workflows.authentication.authentications import Authentications
from workflows.operation.client.cloud_operations import CloudOperations
from workflows.operation.client.gateway import Gateway
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.refresh import OperationRefresher
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.registration.client.gateway import Registrations
from workflows.registration.client.workflow_client import RegistrationWorkflowClient
from workflows.temporal.client import Temporal
from workflows.temporal.converter import codec_of
from workflows.temporal.revealing import PayloadsForOperators

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
    providers: BankProviders
    accounts: Accounts
    # Null: no access tokens are taken.
    token_logins: TokenLogins | None
    change_requests: ChangeRequests
    rates: Rates
    registrations: Registrations
    callbacks: CallbackRegistry
    deliveries: DeliveryAdministration
    push_devices: PushDevices
    push_administration: PushAdministration
    messages: Messages
    inbox: Inbox
    identities: Identities
    templates: TemplateAdministration
    template_texts: CachedTexts
    phone_operations: PhoneOperations
    phone_answers: PhoneAnswers
    cloud_operations: CloudOperations
    waiting: LongPolling
    offline_qr_codes: OfflineQrCodes
    offline_answers: OfflineAnswers
    rereading: OperationRefresher
    audit_log: AuditLog
    repetitions: Repetitions
    one_time_passwords: OneTimePasswords
    otp_deliveries: OtpDeliveries
    authentications: Authentications
    passkeys: Passkeys
    credentials: Credentials
    credential_checks: CredentialChecks
    credential_counters: CredentialCounters
    payloads: PayloadsForOperators


def build(
    settings: Settings,
    *,
    on_start: Callable[[str], None],
    on_finish: Callable[[str, str], None],
    on_step: Callable[[str, str, int], None] = lambda _method, _result, _ms: None,
) -> Services:
    """The services of a process. Nothing is connected yet: that happens with the first request."""
    temporal = Temporal(settings)
    sealer = Sealer.of(*settings.master_keys)
    database = Database(
        settings.store_url,
        pool_size=settings.threads,
        info=trail.database_info(sealer, on=settings.audit),
    )
    flows = Flows(settings.operation_lifetime)
    workflow_client = WorkflowClient(temporal, settings.task_queue, settings.update_timeout)
    applications = Applications(database, sealer, frozenset(map(Algorithm, settings.application_algorithms)))
    catalogs = Catalogs(settings.catalogs)
    registrations = Registrations(
        database,
        RegistrationWorkflowClient(temporal, settings.task_queue, settings.update_timeout),
        applications,
        sealer,
        lifetime=settings.registration_lifetime,
        longest=settings.longest_lifetime,
    )
    projector = OperationProjector(OperationNotifier(sealer, catalogs, push_words, most=settings.pushes_per_minute))
    gateway = Gateway(
        database,
        workflow_client,
        projector,
        flows,
        registrations,
        on_start=on_start,
        on_finish=on_finish,
        on_step=on_step,
    )
    found = devices.build(database, sealer, applications, guesses=settings.possession_failures)
    phone_operations = PhoneOperations(database, gateway.read_model, flows, registrations)
    checks = PhoneChecks(sealer, found.signatures)
    answers = CheckedAnswers(database, workflow_client, gateway.read_model, checks)
    cloud_operations = CloudOperations(database, gateway, sealer, longest=settings.longest_lifetime)
    offline_devices = OfflineDevices(registrations)
    one_time_passwords = OneTimePasswords(database, sealer)
    adapter = data_adapter(settings)
    protection, end_to_end = Protection(sealer, Hashing(settings.credential_hashes)), EndToEnd(settings.end_to_end_key)
    credentials = Credentials(database, protection, end_to_end)
    credential_checks = CredentialChecks(protection, end_to_end)
    login_rules = Rules(settings.login_attempts, settings.login_longest_wait, settings.login_checks)
    login_key = _key_of(settings, b"failed logins")
    passkeys = Passkeys(database, RelyingParty.of(settings), _key_of(settings, b"no passkeys"))
    return Services(
        settings=settings,
        database=database,
        temporal=temporal,
        flows=flows,
        gateway=gateway,
        catalogs=catalogs,
        applications=applications,
        devices=found,
        providers=providers.load(settings),
        rates=Rates.of(settings),
        accounts=Accounts(database, login_rules, login_key),
        change_requests=ChangeRequests(database, settings.change_request_lifetime),
        token_logins=_token_logins(settings, database, LoginBrakes(database, login_rules, login_key)),
        registrations=registrations,
        deliveries=DeliveryAdministration(database),
        callbacks=CallbackRegistry(database, sealer, private=settings.callbacks_private),
        push_devices=PushDevices(database, sealer),
        push_administration=PushAdministration(database, sealer),
        messages=Messages(database, sealer, most=settings.pushes_per_minute),
        inbox=Inbox(database, InboxPushNotifier(sealer, most=settings.pushes_per_minute)),
        identities=identities.build(database, credentials, adapter),
        templates=TemplateAdministration(database),
        template_texts=CachedTexts(database),
        phone_operations=phone_operations,
        phone_answers=PhoneAnswers(database, phone_operations, checks, answers),
        cloud_operations=cloud_operations,
        offline_qr_codes=OfflineQrCodes(
            database, cloud_operations, offline_devices, OfflineTexts(sealer, applications), sealer
        ),
        offline_answers=OfflineAnswers(database, cloud_operations, offline_devices, answers),
        rereading=OperationRefresher(
            database,
            cloud_operations,
            gateway.read_model,
            projector,
        ),
        waiting=LongPolling(database, settings.threads // 2),
        audit_log=AuditLog(database, sealer),
        repetitions=Repetitions(database, sealer),
        one_time_passwords=one_time_passwords,
        otp_deliveries=OtpDeliveries(database, otp_sender(settings), adapter),
        authentications=Authentications(
            database,
            gateway,
            AuthenticationChecks(database, one_time_passwords, credential_checks),
            ExternalChecks(database, adapter),
            PasskeyChecks(database, passkeys),
        ),
        passkeys=passkeys,
        credentials=credentials,
        credential_checks=credential_checks,
        credential_counters=CredentialCounters(database, credential_checks),
        payloads=PayloadsForOperators(database, codec_of(settings)),
    )


def _key_of(settings: Settings, purpose: bytes) -> bytes:
    """Of digests that nobody outside can make."""
    return hashlib.blake2b(",".join(settings.master_keys[:1]).encode(), person=purpose).digest()


def _token_logins(settings: Settings, database: Database, brakes: LoginBrakes) -> TokenLogins | None:
    if not settings.oidc_issuer:
        return None
    keys = ProviderKeys(IdentityProvider.of(settings).fetch, settings.oidc_timeout)
    return TokenLogins(database, AccessTokens(TokenRules.of(settings), keys), brakes)


def services() -> Services:
    """Those of the application that answers the current request, which costs less to ask than Flask's stand-in for it."""
    found: Services = current_app._get_current_object().extensions[_KEY]  # type: ignore[attr-defined]
    return found


def keep(extensions: dict[str, object], services_of_process: Services) -> None:
    """Give an application its services."""
    extensions[_KEY] = services_of_process
