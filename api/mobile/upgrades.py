"""Upgrades of registrations of protocol 2, and recovery codes: there are none here (`powerauth-protocol.md` §8)."""

from activities.powerauth.purpose import Purpose
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption, encryption_and_signature, signature
from api.mobile.proofs import KNOWLEDGE, POSSESSION
from api.mobile.schema import AnyBody, EncryptedRequestSchema


@api.endpoint(
    "POST /pa/v3/upgrade/start",
    tag="Upgrade",
    raw=EncryptedRequestSchema(),
    errors=("ERR_UPGRADE", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption(Purpose.UPGRADE, "ERR_UPGRADE"),
)
def start_upgrade(_: object) -> None:
    """Begin to upgrade a registration of protocol 2. All registrations here are of protocol 3: always refused."""
    raise Denied("ERR_UPGRADE")


@api.endpoint(
    "POST /pa/v3/upgrade/commit",
    tag="Upgrade",
    raw=AnyBody(),
    errors=("ERR_UPGRADE", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature("/pa/upgrade/commit", POSSESSION),
)
def commit_upgrade(_: object) -> None:
    """End an upgrade. None was begun: always refused, once the signature is found right."""
    raise Denied("ERR_UPGRADE")


@api.endpoint(
    "POST /pa/v3/recovery/confirm",
    tag="Recovery",
    raw=EncryptedRequestSchema(),
    errors=("ERR_RECOVERY", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(Purpose.CONFIRM_RECOVERY, "/pa/recovery/confirm", KNOWLEDGE, "ERR_RECOVERY"),
)
def confirm_recovery(_: object) -> None:
    """Confirm a recovery code. None are issued: always refused, once the signature is found right."""
    raise Denied("ERR_RECOVERY")
