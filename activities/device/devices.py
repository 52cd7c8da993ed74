"""Everything that registered devices ask for, made of one database and one master key."""

from dataclasses import dataclass

from activities.device.applications import Applications
from activities.device.calls import Calls
from activities.device.device_keys import DeviceKeys
from activities.device.encryption import Encryption
from activities.device.profiles import Profiles
from activities.device.signatures import GUESSES_PER_HOUR, Signatures
from activities.device.statuses import Statuses
from activities.device.temporary_keys import TemporaryKeys
from activities.device.tokens import Tokens
from activities.device.upgrades import Upgrades
from activities.device.v4 import devices as v4_devices
from activities.device.v4.devices import V4Devices
from activities.secrets.sealing import Sealer
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class Devices:
    """One per process."""

    calls: Calls
    profiles: Profiles
    signatures: Signatures
    statuses: Statuses
    temporary_keys: TemporaryKeys
    tokens: Tokens
    upgrades: Upgrades
    v4: V4Devices


def build(
    database: Database, sealer: Sealer, applications: Applications, *, guesses: int = GUESSES_PER_HOUR
) -> Devices:
    """The services of a process. `guesses`: see `Signatures`."""
    device_keys = DeviceKeys(sealer)
    temporary_keys = TemporaryKeys(database, sealer, device_keys, applications)
    signatures = Signatures(database, sealer, applications, guesses=guesses)
    encryption = Encryption(device_keys, applications, temporary_keys)
    v4 = v4_devices.build(database, sealer, applications)
    calls = Calls(database, encryption, v4.encryption, signatures)
    return Devices(
        calls=calls,
        profiles=Profiles(database, device_keys),
        signatures=signatures,
        statuses=Statuses(database, device_keys),
        temporary_keys=temporary_keys,
        tokens=Tokens(database, sealer),
        upgrades=Upgrades(sealer, applications, calls),
        v4=v4,
    )
