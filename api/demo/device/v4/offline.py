"""Approval without a network by a phone of protocol 4 (`powerauth-protocol-4.md` §11)."""

import hmac
from collections.abc import Iterable

from api.demo.device.failures import Untrusted
from api.demo.device.offline import OfflineOperation, QrKeyKind
from api.demo.device.v4 import codes, curve
from api.demo.device.v4.key_pairs import PhonePublicKeys
from api.demo.device.v4.kmac import kmac256


def verify(operation: OfflineOperation, *, mac_key: bytes, masters: PhonePublicKeys) -> None:
    """Raises `Untrusted` unless the MAC is by the key that the activation shares, or the master key on P-384 signed it."""
    signed, signature = operation.signed_data, operation.signature
    match operation.key_kind:
        case QrKeyKind.SHARED:
            right = hmac.compare_digest(signature, kmac256(mac_key, signed, "PA4MAC-QR"))
        case QrKeyKind.MASTER:
            right = curve.is_signed(masters.ecdsa, signature, signed)
        case QrKeyKind.SERVER:
            right = False
    if not right:
        raise Untrusted("the signature of the offline operation is not the server's")


def code(operation: OfflineOperation, keys: Iterable[bytes], counter_data: bytes, *, digits: int) -> str:
    """The digits that approve: so many for each factor key, joined by dashes."""
    return codes.decimal(keys, counter_data, operation.base_string(), digits=digits)
