"""The master key pairs of applications: made and sealed, and opened for those who sign with them.

A row holds all pairs that one build of an app trusts, of protocol 3 and 4: they come and go together.
"""

from activities.powerauth import base64_text, elliptic_curve, keys
from activities.powerauth.sdk_config import SdkConfig
from activities.powerauth.v4.master_keys import V4MasterKeys
from activities.secrets.sealing import Sealer
from activities.store import master_key_pairs
from activities.store.database import Session
from activities.store.master_key_pairs import StoredKeyPair
from activities.store.tables import MasterKeyPairRow
from config.reasons import Reason
from config.refused import Refused


class MasterKeyPairs:
    """One per process; safe for threads. Every method raises `Unsealable` where the master key of the settings is another."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        # Key pairs never change once they are in a row, so what was opened once stays true.
        self._p256: dict[int, elliptic_curve.PrivateKey] = {}
        self._v4: dict[int, V4MasterKeys] = {}

    def generate(self, application_id: str, created_ms: int, signs_from_ms: int) -> MasterKeyPairRow:
        """New pairs, to be stored."""
        master = keys.generate()
        public_key = base64_text.encode(elliptic_curve.public_bytes(master.public_key()))
        context = ("master_key_pair", application_id, public_key, "private_key")
        return MasterKeyPairRow(
            application_id=application_id,
            public_key=public_key,
            private_key=self._sealer.seal(keys.private_bytes(master), *context),
            v4_private_keys=self.generate_v4(application_id, public_key),
            created_ms=created_ms,
            signs_from_ms=signs_from_ms,
        )

    def generate_v4(self, application_id: str, public_key: str) -> str:
        """New pairs of protocol 4, sealed for the row that has this public key of protocol 3."""
        return self._sealer.seal(V4MasterKeys.generate().private_bytes, *_v4_context(application_id, public_key))

    def p256(self, application_id: str, pair: StoredKeyPair) -> elliptic_curve.PrivateKey:
        """The private key of protocol 3."""
        known = self._p256.get(pair.row_id)
        if known is None:
            context = ("master_key_pair", application_id, pair.public_key, "private_key")
            opened = keys.private_key(self._sealer.open(pair.sealed_private_key, *context))
            known = self._p256[pair.row_id] = opened
        return known

    def v4(self, application_id: str, pair: StoredKeyPair) -> V4MasterKeys:
        """The private keys of protocol 4. Raises `Refused` APPLICATION_NOT_FOUND where a release of before made the row."""
        known = self._v4.get(pair.row_id)
        if known is None:
            if pair.sealed_v4_private_keys is None:
                raise Refused(Reason.APPLICATION_NOT_FOUND, "Application has no keys of protocol 4")
            context = _v4_context(application_id, pair.public_key)
            opened = V4MasterKeys.read(self._sealer.open(pair.sealed_v4_private_keys, *context))
            known = self._v4[pair.row_id] = opened
        return known

    def config(
        self, application_id: str, pair: StoredKeyPair, application_key: str, application_secret: str
    ) -> SdkConfig:
        """What an app with that key and secret is compiled with: the public halves of all pairs that there are."""
        p256 = keys.public_key(base64_text.decode(pair.public_key))
        if pair.sealed_v4_private_keys is None:
            return SdkConfig(application_key, application_secret, p256)
        masters = self.v4(application_id, pair)
        ml_dsa = {parameters: private.public_key() for parameters, private in masters.ml_dsa.items()}
        return SdkConfig(application_key, application_secret, p256, masters.ecdsa.public_key(), ml_dsa)

    def p256_of_row(self, session: Session, application_id: str, row_id: int) -> elliptic_curve.PrivateKey:
        """The private key of protocol 3 in a row. Raises `Refused` APPLICATION_NOT_FOUND."""
        return self._p256.get(row_id) or self.p256(application_id, master_key_pairs.get(session, row_id))

    def v4_of_row(self, session: Session, application_id: str, row_id: int) -> V4MasterKeys:
        """The private keys of protocol 4 in a row. Raises `Refused` APPLICATION_NOT_FOUND."""
        return self._v4.get(row_id) or self.v4(application_id, master_key_pairs.get(session, row_id))


def _v4_context(application_id: str, public_key: str) -> tuple[str, ...]:
    return ("master_key_pair", application_id, public_key, "v4_private_keys")
