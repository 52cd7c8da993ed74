"""Every table."""

from activities.store.tables.applications import (
    AccountApplicationRow,
    AccountRow,
    ApplicationRow,
    ApplicationVersionRow,
    MasterKeyPairRow,
)
from activities.store.tables.approvals import SignedRequestRow, TemplatedOperationRow
from activities.store.tables.audit import AuditChainRow, AuditRow, AuditSegmentRow
from activities.store.tables.callbacks import CallbackRow
from activities.store.tables.change_requests import ChangeRequestRow
from activities.store.tables.circuits import CircuitRow
from activities.store.tables.credentials import AuthenticationRow, CredentialHistoryRow, CredentialRow, OtpRow
from activities.store.tables.definitions import (
    AuthMethodRow,
    DefinitionVersionRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OrganizationRow,
    StepDefinitionRow,
    UserPreferenceRow,
)
from activities.store.tables.deliveries import DeliveryRow
from activities.store.tables.evidence import EvidenceKeyRow
from activities.store.tables.heartbeats import HeartbeatRow
from activities.store.tables.inbox import InboxEntryRow, InboxMessageRow
from activities.store.tables.logins import LoginRow
from activities.store.tables.nextstep_registries import (
    CredentialDefinitionRow,
    CredentialPolicyRow,
    HashConfigRow,
    NextStepApplicationRow,
    OtpDefinitionRow,
    OtpPolicyRow,
    RoleRow,
)
from activities.store.tables.offline import OfflineNonceRow
from activities.store.tables.operations import AfsActionRow, OperationIntentRow, OperationRow
from activities.store.tables.passkeys import PasskeyChallengeRow, PasskeyRow
from activities.store.tables.push import PushCountRow, PushDeviceRow, PushProviderRow, PushShownRow
from activities.store.tables.registrations import (
    KeyExchangeRow,
    RegistrationRow,
    SeenRequestRow,
    TemporaryKeyRow,
    TokenRow,
    VerdictRow,
)
from activities.store.tables.templates import OperationTemplateRow, OperationTextRow, TemplateTextRow
from activities.store.tables.unproved import UnprovedRow
from activities.store.tables.users import UserAliasRow, UserContactRow, UserRoleRow, UserRow
from activities.store.tables.v4_keys import V4KeyExchangeRow, V4KeysRow, V4TemporaryKeyRow

__all__ = [
    "AccountApplicationRow",
    "AccountRow",
    "AfsActionRow",
    "ApplicationRow",
    "ApplicationVersionRow",
    "AuditChainRow",
    "AuditRow",
    "AuditSegmentRow",
    "AuthMethodRow",
    "AuthenticationRow",
    "CallbackRow",
    "ChangeRequestRow",
    "CircuitRow",
    "CredentialDefinitionRow",
    "CredentialHistoryRow",
    "CredentialPolicyRow",
    "CredentialRow",
    "DefinitionVersionRow",
    "DeliveryRow",
    "EvidenceKeyRow",
    "HashConfigRow",
    "HeartbeatRow",
    "InboxEntryRow",
    "InboxMessageRow",
    "KeyExchangeRow",
    "LoginRow",
    "MasterKeyPairRow",
    "NextStepApplicationRow",
    "OfflineNonceRow",
    "OperationConfigRow",
    "OperationIntentRow",
    "OperationMethodConfigRow",
    "OperationRow",
    "OperationTemplateRow",
    "OperationTextRow",
    "OrganizationRow",
    "OtpDefinitionRow",
    "OtpPolicyRow",
    "OtpRow",
    "PasskeyChallengeRow",
    "PasskeyRow",
    "PushCountRow",
    "PushDeviceRow",
    "PushProviderRow",
    "PushShownRow",
    "RegistrationRow",
    "RoleRow",
    "SeenRequestRow",
    "SignedRequestRow",
    "StepDefinitionRow",
    "TemplateTextRow",
    "TemplatedOperationRow",
    "TemporaryKeyRow",
    "TokenRow",
    "UnprovedRow",
    "UserAliasRow",
    "UserContactRow",
    "UserPreferenceRow",
    "UserRoleRow",
    "UserRow",
    "V4KeyExchangeRow",
    "V4KeysRow",
    "V4TemporaryKeyRow",
    "VerdictRow",
]
