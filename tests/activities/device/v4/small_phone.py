"""A registration by version 4.0, and as much of its phone as keys and encrypted requests need."""

import secrets
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import elliptic_curve
from activities.powerauth.v4 import ecdsa, encrypted_request
from activities.powerauth.v4.activation_keys import ActivationKey, application_temporary_key_mac
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.mlkem import MlKem
from activities.powerauth.v4.sender import V4Sender
from config.clock import now_ms
from tests.activities.powerauth.v4.phone import agreed, claims_of, jwt, opened, sealed

_ML_KEM = {MlKem.ML_KEM_768: mlkem.MLKEM768PrivateKey, MlKem.ML_KEM_1024: mlkem.MLKEM1024PrivateKey}


class SharedSecretQuestion:
    """Keys for one use, as a phone asks with."""

    def __init__(self, algorithm):
        self._algorithm = algorithm
        self._ec = ecdsa.generate()
        self._ml = algorithm.ml_kem and _ML_KEM[algorithm.ml_kem].generate()
        keys = [elliptic_curve.public_bytes(self._ec.public_key())]
        if self._ml:
            keys.append(spki(self._ml.public_key()))
        self.members = {"algorithm": algorithm.value, "encapsulationKeys": [b64encode(key).decode() for key in keys]}

    def secret(self, response):
        mine = [f"ec:{ecdsa.private_bytes(self._ec).hex()}"]
        if self._ml:
            mine.append(f"mlkem:{self._ml.private_bytes_raw().hex()}")
        return agreed(self._algorithm.value, mine, response)


def spki(public_key):
    return public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


class SmallPhone:
    """`registration_id` null: an app without a registration."""

    def __init__(self, application, algorithm=Algorithm.EC_P384, registration_id=None, secret=None):
        self.key, self.application_secret = application.application_key, application.application_secret
        self.algorithm = algorithm
        self.id = registration_id
        self.secret = secret

    @property
    def sender(self):
        return V4Sender(self.key, self.application_secret, self.id, self.secret)

    @property
    def header(self):
        return V4EncryptionHeader(self.key, self.id, self.id)

    @property
    def mac_key(self):
        if self.secret is None:
            return application_temporary_key_mac(self.application_secret)
        return self.secret.derive(ActivationKey.MAC_TEMPORARY_KEY)

    def ask(self, *, mac_key=None, **claims):
        """A request for a temporary key, and the question in it."""
        question = SharedSecretQuestion(self.algorithm)
        named = {} if self.id is None else {"activationId": self.id}
        asked = {"applicationKey": self.key, "challenge": "challenge", "sharedSecretRequest": question.members}
        return jwt(asked | named | claims, mac_key or self.mac_key), question

    def temporary(self, home, signers):
        """The id and the secret of a temporary key, whose answer these keys have signed."""
        request, question = self.ask()
        claims = claims_of(home.devices.v4.temporary_keys.create(request), signers)
        return claims["sub"], question.secret(claims["sharedSecretResponse"])

    def seal(self, purpose, plaintext, temporary, *, at_ms=None):
        """The body of a request."""
        key_id, secret = temporary
        nonce = secrets.token_bytes(24)
        moment = now_ms() if at_ms is None else at_ms
        return sealed(purpose, self.sender, secret, plaintext, key_id=key_id, nonce=nonce, now_ms=moment)

    def open(self, purpose, temporary, request, response):
        """The plaintext of what is answered."""
        return opened(purpose, self.sender, temporary[1], request, response)


def exchange(home, header, purpose, body):
    """What the server opens; its transaction is committed."""
    with home.database.write() as session:
        return home.devices.v4.encryption.open(session, purpose, header, encrypted_request.read(body))


def registered(home, application, algorithm=Algorithm.EC_P384, *, keys=None, **values):
    """The phone of a registration that it has not confirmed, and the public keys of the server.

    `values` replace columns, `keys` those of its keys.
    """
    unconfirmed = {"algorithm": algorithm, "is_confirmed": False, "biometry_enabled": False}
    values = {"expires_ms": now_ms() + 600_000, **values}
    phone = home.phone(application, version="4.0", v4=unconfirmed | (keys or {}), **values)
    server = V4DeviceKeys(home.sealer).open(home.v4_keys(phone)).server_public
    return SmallPhone(application, algorithm, phone.registration.activation_id, phone.secret), server


def master_keys(home, application, algorithm):
    """The public keys that the application's apps trust."""
    with home.database.read() as session:
        version = home.applications.version(session, application.application_key)
        return home.applications.v4_master_keys(session, version, algorithm).public
