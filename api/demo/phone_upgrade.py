"""The upgrade of a phone of protocol 3 to protocol 4, without a new activation code (`powerauth-protocol-4.md` §9)."""

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.signing import Factors
from api.demo.device.v4 import key_exchange
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.phone import Phone
from api.demo.v4_phone import V4Phone

_START = "/pa/upgrade/start"


def start_upgrade(
    former: Phone, *, algorithm: str = PhoneAlgorithm.EC_P384_ML_L3, enable_biometry: bool = True
) -> V4Phone:
    """Exchange keys under a signature by the former ones; the phone of protocol 4 that is to be confirmed.

    `former` signs as before until then. Raises what `PhoneCalls` raises, and `Unreadable` where the configuration has no keys
    of the algorithm.
    """
    phone = V4Phone(
        *former.installation,
        algorithm=algorithm,
        platform=former.platform,
        device=former.device,
        pin=former.pin,
        clock_ms=former.clock_ms,
    )
    phone.config = former.config
    offered = key_exchange.offer(phone.algorithm)
    sealed = phone.seal(
        EncryptionPurpose.UPGRADE_START, wire.write({**offered.members(), "enableBiometry": enable_biometry})
    )
    headers = former.sign("POST", _START, sealed.body, Factors.POSSESSION_KNOWLEDGE)
    headers |= phone.encryption_header(EncryptionPurpose.UPGRADE_START)
    answer = phone.exchange(phone.path(_START), sealed, headers)
    registration, counter = offered.accept(answer, activation_id=former.activation_id, chosen_pin=former.pin)
    phone.keep(registration if enable_biometry else registration.with_biometry(None), counter)
    return phone


def confirm_upgrade(phone: V4Phone) -> None:
    """Prove the new keys, from when on the former ones are nothing any more."""
    phone.tell("/pa/upgrade/confirm")
