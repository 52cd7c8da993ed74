"""The keys that a device and the server share (`powerauth-protocol.md` §4). None is stored: all are computed anew."""

from dataclasses import dataclass, field

from activities.powerauth.derivation import KEY_SIZE, fold, kdf
from activities.powerauth.elliptic_curve import PrivateKey, PublicKey, shared_secret


@dataclass(frozen=True, slots=True)
class ActivationKeys:
    """The keys of one activation, 16 bytes each. The master secret costs an ECDH, each other key one AES block when asked for."""

    master_secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.master_secret) != KEY_SIZE:
            raise ValueError("a master secret has 16 bytes")

    @classmethod
    def agree(cls, server: PrivateKey, device: PublicKey) -> "ActivationKeys":
        """The keys of the activation with this server key pair and this device's public key."""
        return cls(fold(shared_secret(server, device)))

    @property
    def possession(self) -> bytes:
        """The first factor: the device is held."""
        return kdf(self.master_secret, 1)

    @property
    def knowledge(self) -> bytes:
        """The second factor: the PIN is known."""
        return kdf(self.master_secret, 2)

    @property
    def biometry(self) -> bytes:
        """The third factor."""
        return kdf(self.master_secret, 3)

    @property
    def transport(self) -> bytes:
        """Encrypts status blobs and the vault key, keys sharedInfo2 and requests for temporary keys."""
        return kdf(self.master_secret, 1000)

    @property
    def vault(self) -> bytes:
        """Encrypts the device's vault."""
        return kdf(self.master_secret, 2000)
