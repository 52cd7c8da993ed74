"""The keys of registrations: opened when they are needed, never kept."""

from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from activities.powerauth import base64_text, counter, elliptic_curve, keys
from activities.powerauth.activation_keys import ActivationKeys
from activities.secrets.sealing import Sealer
from activities.store.signers import Signer
from config.vocabulary import RegistrationStatus


def sealing_context(registration_id: str, user_id: str) -> tuple[str, str, str, str]:
    """What the server's private key of a registration is sealed for."""
    return ("registration", registration_id, user_id, "server_private_key")


class DeviceKeys:
    """Opens the keys of registrations. Every method raises `Unsealable` where the master key is another."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def server(self, signer: Signer) -> EllipticCurvePrivateKey:
        """The server's private key for this registration."""
        sealed = sealing_context(signer.registration_id, signer.user_id)
        return keys.private_key(self._sealer.open(signer.server_private_key, *sealed))

    def agree(self, signer: Signer) -> ActivationKeys:
        """What server and device share; before the key exchange, what nobody shares."""
        if signer.device_public_key is None:
            return self.agree(self.nobody)
        device = keys.public_key(base64_text.decode(signer.device_public_key))
        return ActivationKeys.agree(self.server(signer), device)

    @cached_property
    def nobody(self) -> Signer:
        """A registration that nobody has, with keys that nobody knows.

        What is checked for a registration that does not exist is checked for this one, so that it takes as long.
        """
        server, device = keys.generate(), keys.generate()
        sealed = self._sealer.seal(keys.private_bytes(server), *sealing_context("", ""))
        return Signer(
            registration_id="",
            application_id="",
            user_id="",
            version=0,
            changed_ms=0,
            status=RegistrationStatus.REMOVED,
            failed_attempts=0,
            max_failed_attempts=0,
            blocked_reason=None,
            flags=(),
            name=None,
            expires_ms=0,
            server_public_key="",
            server_private_key=sealed,
            device_public_key=base64_text.encode(elliptic_curve.public_bytes(device.public_key())),
            ctr_data=base64_text.encode(counter.generate()),
            counter=0,
            protocol=None,
            guessed_until_ms=None,
            least_protocol="",
        )
