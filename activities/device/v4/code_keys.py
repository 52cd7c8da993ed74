"""Codes of version 4 found by their registration's keys, and which requests these may prove (`powerauth-protocol-4.md` §6).

A registration whose phone has not confirmed that it has the keys may do that, and nothing else
(`powerauth-protocol-4.md` §5.3, §9).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.device.code_keys import CodeMatch
from activities.device.signature_failures import SignatureFailure
from activities.powerauth.signature import Candidate
from activities.powerauth.v4 import authentication_code
from activities.powerauth.v4.factor_keys import FactorKeys, ReplaceableKey
from activities.powerauth.v4.kdf import KEY_SIZE
from activities.store.v4_keys import StoredV4Keys

CONFIRM_ACTIVATION = "/pa/activation/confirm"
START_UPGRADE = "/pa/upgrade/start"
CONFIRM_UPGRADE = "/pa/upgrade/confirm"


def _key() -> ReplaceableKey:
    return ReplaceableKey(secrets.token_bytes(KEY_SIZE))


# By keys that nobody knows, a code of a factor that has none is looked for all the same: so it takes as long.
_NOBODY_S = FactorKeys(secrets.token_bytes(KEY_SIZE), _key(), _key(), biometry_enabled=True)


@dataclass(frozen=True, slots=True)
class V4CodeKeys:
    """Those of version 4; see `code_keys.CodeKeys`, and for `public_keys` `code_keys.CodeMatch`."""

    keys: FactorKeys = field(repr=False)
    ctr_data: bytes = field(repr=False)
    counter: int
    public_keys: tuple[str, str]

    def find(self, code: str, candidates: Sequence[Candidate]) -> CodeMatch | None:
        """See `code_keys.CodeKeys`. A code by biometry is right only while that is enabled."""
        keyless = [one for one in candidates if not self.keys.choices(one.signature_type.factors)]
        if keyless:
            authentication_code.find(code, keyless, keys=_NOBODY_S, ctr_data=self.ctr_data)
        match = authentication_code.find(code, candidates, keys=self.keys, ctr_data=self.ctr_data)
        if match is None:
            return None
        return CodeMatch(
            match.candidate,
            self.counter + match.steps,
            match.position,
            match.ctr_data,
            factor_keys=None if match.keys == self.keys else match.keys,
            one_time_keys=tuple(authentication_code.one_time_keys(match.code_keys, match.position)),
            public_keys=self.public_keys,
        )


def find_misfit(stored: StoredV4Keys | None, resource_id: str) -> SignatureFailure | None:
    """Why a request by version 4 may not be made for a registration that has these keys; null: it may."""
    if stored is None:
        return SignatureFailure.PROTOCOL
    if stored.upgrade_ctr_data is not None:
        return None if resource_id == CONFIRM_UPGRADE else SignatureFailure.UNCONFIRMED
    return None if stored.is_confirmed or resource_id == CONFIRM_ACTIVATION else SignatureFailure.UNCONFIRMED
