"""Every table."""

from activities.store.tables.applications import (
    AccountApplicationRow,
    AccountRow,
    ApplicationRow,
    ApplicationVersionRow,
    MasterKeyPairRow,
)
from activities.store.tables.definitions import (
    AuthMethodRow,
    DefinitionVersionRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OrganizationRow,
    StepDefinitionRow,
    UserPreferenceRow,
)
from activities.store.tables.inbox import InboxEntryRow, InboxMessageRow
from activities.store.tables.operations import AfsActionRow, OperationIntentRow, OperationRow
from activities.store.tables.registrations import (
    KeyExchangeRow,
    RegistrationRow,
    SeenRequestRow,
    TemporaryKeyRow,
    TokenRow,
    VerdictRow,
)

__all__ = [
    "AccountApplicationRow",
    "AccountRow",
    "AfsActionRow",
    "ApplicationRow",
    "ApplicationVersionRow",
    "AuthMethodRow",
    "DefinitionVersionRow",
    "InboxEntryRow",
    "InboxMessageRow",
    "KeyExchangeRow",
    "MasterKeyPairRow",
    "OperationConfigRow",
    "OperationIntentRow",
    "OperationMethodConfigRow",
    "OperationRow",
    "OrganizationRow",
    "RegistrationRow",
    "SeenRequestRow",
    "StepDefinitionRow",
    "TemporaryKeyRow",
    "TokenRow",
    "UserPreferenceRow",
    "VerdictRow",
]
