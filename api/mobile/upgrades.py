"""Upgrades of registrations of protocol 2, and recovery codes: there are none here (`powerauth-protocol.md` §8)."""

from activities.powerauth.purpose import Purpose
from api.faults import Denied
from api.mobile.door import door
from api.mobile.proofs import KNOWLEDGE, POSSESSION, sealed, sealed_and_signed, signed
from api.mobile.schema import AnyBody, EncryptedRequest


@door.endpoint(
    "POST /pa/v3/upgrade/start",
    tag="Upgrade",
    raw=EncryptedRequest(),
    errors=("ERR_UPGRADE", "REMOTE_COMMUNICATION_ERROR"),
)
def start_upgrade() -> None:
    """Begin to upgrade a registration of protocol 2. All registrations here are of protocol 3: always refused."""
    sealed(Purpose.UPGRADE, "ERR_UPGRADE")
    raise Denied("ERR_UPGRADE")


@door.endpoint(
    "POST /pa/v3/upgrade/commit",
    tag="Upgrade",
    raw=AnyBody(),
    errors=("ERR_UPGRADE", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
)
def commit_upgrade() -> None:
    """End an upgrade. None was begun: always refused, once the signature is found right."""
    signed("/pa/upgrade/commit", POSSESSION)
    raise Denied("ERR_UPGRADE")


@door.endpoint(
    "POST /pa/v3/recovery/confirm",
    tag="Recovery",
    raw=EncryptedRequest(),
    errors=("ERR_RECOVERY", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
)
def confirm_recovery() -> None:
    """Confirm a recovery code. None are issued: always refused, once the signature is found right."""
    sealed_and_signed(Purpose.CONFIRM_RECOVERY, "/pa/recovery/confirm", KNOWLEDGE, "ERR_RECOVERY")
    raise Denied("ERR_RECOVERY")
