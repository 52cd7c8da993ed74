"""Everything that registered devices ask for by version 4.0."""

from dataclasses import dataclass

from activities.device.applications import Applications
from activities.device.v4.agreements import V4Agreements
from activities.device.v4.confirmations import Confirmations
from activities.device.v4.encryption import V4Encryption
from activities.device.v4.factor_key_changes import FactorKeyChanges
from activities.device.v4.keys import V4DeviceKeys
from activities.device.v4.statuses import V4Statuses
from activities.device.v4.temporary_keys import V4TemporaryKeys
from activities.device.v4.vault import V4Vault
from activities.secrets.sealing import Sealer
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class V4Devices:
    """One per process."""

    keys: V4DeviceKeys
    agreements: V4Agreements
    confirmations: Confirmations
    encryption: V4Encryption
    factor_key_changes: FactorKeyChanges
    statuses: V4Statuses
    temporary_keys: V4TemporaryKeys
    vault: V4Vault


def build(database: Database, sealer: Sealer, applications: Applications) -> V4Devices:
    """The services of a process."""
    keys = V4DeviceKeys(sealer)
    temporary_keys = V4TemporaryKeys(database, sealer, keys, applications)
    return V4Devices(
        keys=keys,
        agreements=V4Agreements(database, applications),
        confirmations=Confirmations(database),
        encryption=V4Encryption(keys, applications, temporary_keys),
        factor_key_changes=FactorKeyChanges(keys),
        statuses=V4Statuses(database, keys, applications),
        temporary_keys=temporary_keys,
        vault=V4Vault(database, keys),
    )
