"""Keys agreed with a device that activates itself by version 4.0 (`powerauth-protocol-4.md` §5.2)."""

from dataclasses import dataclass, field

from activities.device.applications import Applications
from activities.powerauth.activation import ActivationInvalid
from activities.powerauth.v4 import activation, shared_secret
from activities.powerauth.v4.activation import V4ActivatingDevice
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.key_pairs import KeyPairs, PublicKeys
from activities.powerauth.v4.shared_secret import SharedSecret
from activities.store.database import Database


@dataclass(frozen=True, slots=True)
class V4Agreement:
    """What server and device have agreed on, of which only they know the secret: in a registration's row it is sealed."""

    agreement: SharedSecret
    server: KeyPairs = field(repr=False)
    device: PublicKeys

    @property
    def secret(self) -> V4ActivationKeys:
        """The activation's secret, and the keys that are derived from it."""
        return V4ActivationKeys(self.agreement.secret)

    def answer(self, registration_id: str, ctr_data: bytes) -> bytes:
        """What the device is told of it, to be encrypted."""
        return activation.device_answer(
            activation_id=registration_id, agreement=self.agreement, server=self.server.public, ctr_data=ctr_data
        )


class V4Agreements:
    """One per process."""

    def __init__(self, database: Database, applications: Applications) -> None:
        self._database = database
        self._applications = applications

    def agree(self, application_key: str, device: V4ActivatingDevice) -> V4Agreement:
        """New keys for the device. Raises `ActivationInvalid` where the application does not allow its algorithm."""
        algorithm = device.shared_secret.algorithm
        with self._database.read() as session:
            version = self._applications.version(session, application_key)
        if version is None or algorithm not in version.algorithms:
            raise ActivationInvalid
        return V4Agreement(shared_secret.agree(device.shared_secret), KeyPairs.generate(algorithm), device.public_keys)
