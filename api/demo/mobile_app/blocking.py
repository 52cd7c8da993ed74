"""A phone in a thief's hands."""

import secrets

from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.mobile_app.kept_phone import KeptPhone


def block(phone: KeptPhone) -> ActivationStatus:
    """Type wrong PINs until the server blocks it. How it stands afterwards: one that is not active stays as it is."""
    found = phone.status()
    for _ in range(found.remaining_attempts if found.state is ActivationState.ACTIVE else 0):
        phone.pin = secrets.token_hex(16)
        try:
            phone.validate(factors=Factors.POSSESSION_KNOWLEDGE)
        except ServerRefused as refused:
            if refused.status != 401:
                raise
    return phone.status()
