"""By which keys a registration's codes are checked: those of the version that the request, or the registration, is of.

Nothing above knows of versions: what a code proves, and what is counted, is the same in all.
"""

from dataclasses import dataclass

from activities.device.code_keys import CodeKeys, CodeMatch, V3CodeKeys
from activities.device.device_keys import DeviceKeys
from activities.device.signature_failures import SignatureFailure
from activities.device.v4.code_keys import CONFIRM_ACTIVATION, START_UPGRADE, V4CodeKeys, find_misfit
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text, counter, offline
from activities.powerauth.headers import AuthorizationHeader
from activities.powerauth.phone_headers import PhoneAuthorization
from activities.powerauth.v4 import counter as v4_counter
from activities.powerauth.version import ProtocolVersion
from activities.secrets.sealing import Sealer
from activities.store import v4_keys
from activities.store.database import Session
from activities.store.signers import Signer
from activities.store.v4_keys import StoredV4Keys
from config.vocabulary import RegistrationStatus

_ACTIVE = frozenset({RegistrationStatus.ACTIVE})
# A phone confirms its activation before the bank has committed it, or after.
_CONFIRMING = _ACTIVE | {RegistrationStatus.PENDING_COMMIT}


@dataclass(frozen=True, slots=True)
class CodeTerms:
    """By which keys a request's code is checked, and in which states its registration may prove it.

    `misfit`: why the registration may not be asked for so at all; the code is looked for by keys of somebody else's then.
    """

    keys: CodeKeys
    misfit: SignatureFailure | None = None
    states: frozenset[RegistrationStatus] = _ACTIVE


class PhoneCodes:
    """One per process; opens keys when they are needed."""

    def __init__(self, sealer: Sealer) -> None:
        self._keys = DeviceKeys(sealer)
        self._v4_keys = V4DeviceKeys(sealer)

    @property
    def nobody(self) -> Signer:
        """A registration that nobody has."""
        return self._keys.nobody

    def terms_of(
        self, session: Session, signer: Signer | None, header: PhoneAuthorization, resource_id: str
    ) -> CodeTerms:
        """The terms of a request for a registration; null: one that is not there, or not for who asks. It is as much work.

        By version 3 an upgrade may be started though its application serves that version no more: that is the way out of it.
        """
        if isinstance(header, AuthorizationHeader):
            serves = Signer.speaks if resource_id == START_UPGRADE else Signer.serves
            misfit = None if signer is None or serves(signer, header.version) else SignatureFailure.PROTOCOL
            return CodeTerms(self._v3_keys(signer), misfit)
        found = v4_keys.find(session, header.activation_id)
        stored = None if signer is None else found
        return CodeTerms(
            self._v4_code_keys(signer, stored),
            find_misfit(stored, resource_id),
            _CONFIRMING if resource_id == CONFIRM_ACTIVATION else _ACTIVE,
        )

    def terms_of_copied(self, session: Session, signer: Signer) -> CodeTerms:
        """The terms of codes that people copy from the registration's phone.

        They do not say of what version they are: of version 3 they serve as long as any of it does.
        """
        if not signer.is_version_4:
            serves = signer.serves(ProtocolVersion.V3_3)
            return CodeTerms(self._v3_keys(signer), None if serves else SignatureFailure.PROTOCOL)
        stored = v4_keys.find(session, signer.registration_id)
        return CodeTerms(self._v4_code_keys(signer, stored), find_misfit(stored, offline.RESOURCE_ID))

    def settle(self, session: Session, signer: Signer, match: CodeMatch) -> None:
        """A right code may tell which of two keys the phone has: that one stays."""
        stored = None if match.factor_keys is None else v4_keys.find(session, signer.registration_id)
        if match.factor_keys is None or stored is None:
            return
        v4_keys.replace_factor_keys(
            session,
            signer.registration_id,
            self._v4_keys.seal_factor_keys(stored, match.factor_keys),
            biometry_enabled=match.factor_keys.biometry_enabled,
        )

    def _v3_keys(self, signer: Signer | None) -> V3CodeKeys:
        signer = signer or self._keys.nobody
        ctr_data = base64_text.decode(signer.ctr_data) if signer.ctr_data else counter.generate()
        return V3CodeKeys(self._keys.agree(signer), ctr_data, signer.counter)

    def _v4_code_keys(self, signer: Signer | None, stored: StoredV4Keys | None) -> V4CodeKeys:
        """While an upgrade is not confirmed, its keys have a counter of their own."""
        opened = self._v4_keys.open(stored or self._v4_keys.nobody)
        ctr_data, count = base64_text.encode(v4_counter.generate()), 0
        if stored is not None and stored.upgrade_position is not None:
            ctr_data, count = stored.upgrade_position
        elif stored is not None and signer is not None and signer.ctr_data is not None:
            ctr_data, count = signer.ctr_data, signer.counter
        public_keys = (opened.device_public_keys, opened.server_public_keys)
        return V4CodeKeys(opened.factor_keys, base64_text.decode(ctr_data), count, public_keys)
