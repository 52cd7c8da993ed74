"""Upgrades of registrations of protocol 3 (`powerauth-protocol-4.md` §9): each step is one transaction with the proof of it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import request

from activities.device.signatures import SignatureVerdict
from activities.device.upgrades import UpgradeRefused
from activities.device.v4.code_keys import CONFIRM_UPGRADE, START_UPGRADE
from activities.powerauth import headers
from activities.powerauth.v4 import encrypted_request
from activities.powerauth.v4.headers import read_encryption
from activities.powerauth.v4.purpose import V4Purpose
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import SIGNATURE
from api.mobile.proofs import ENCRYPTION, V4_PROTOCOL, authenticating, count_proof, decrypting, read_call
from api.mobile.schema import AnyBody
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

log = logging.getLogger(__name__)

_TAG = "Upgrade"
_CODE = "ERR_UPGRADE"
_ERRORS = (_CODE, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR")
# Who starts is still of version 3, and hears the words of version 4.
_BY_VERSION_3 = replace(V4_PROTOCOL, headers=headers)


def _start() -> dict[str, Any]:
    """Both headers are there, each of a version of its own."""
    with _upgrading(), authenticating(_BY_VERSION_3), decrypting(_CODE):
        call = read_call(START_UPGRADE, _BY_VERSION_3)
        header = read_encryption(request.headers.get(ENCRYPTION), V4Purpose.UPGRADE_START.scope)
        answer, verdict = services().devices.upgrades.start(header, encrypted_request.read_body(call.body), call)
        count_proof(verdict)
        return answer


def _confirm() -> SignatureVerdict:
    with _upgrading(), authenticating(V4_PROTOCOL):
        return count_proof(services().devices.upgrades.confirm(read_call(CONFIRM_UPGRADE, V4_PROTOCOL)))


@contextmanager
def _upgrading() -> Iterator[None]:
    """What goes no further is refused; why is logged, and in the audit."""
    try:
        yield
    except UpgradeRefused as error:
        log.info("an upgrade was refused: %s", error.reason)
        raise Denied(_CODE) from None


@api.endpoint(
    "POST /pa/v4/upgrade/start",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=_ERRORS,
    proof=EndpointProof(_start, (("signature", "encryption"),)),
)
def start_v4_upgrade(answer: dict[str, Any]) -> dict[str, Any]:
    """Agree on keys of version 4 for a registration of version 3, which stays what it is until it confirms them.

    The encrypted body is signed by version 3.3 with possession and knowledge, and encrypted by version 4.0 in the application's
    scope. Whoever starts again is given other keys, which replace those that wait. It may be started too where
    the application's `leastProtocolVersion` is 4.0.
    """
    return answer


@api.endpoint(
    "POST /pa/v4/upgrade/confirm",
    tag=_TAG,
    raw=AnyBody(),
    errors=_ERRORS,
    proof=EndpointProof(_confirm, SIGNATURE),
)
def confirm_v4_upgrade(_: SignatureVerdict) -> None:
    """Prove possession by the keys of version 4: the registration is of this version from now on, and of no former one."""
