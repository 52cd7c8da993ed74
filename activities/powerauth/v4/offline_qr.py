"""The QR code of an operation that is approved without a network: its lines are as in 3.x (`powerauth-protocol-4.md` §11)."""

from activities.powerauth import elliptic_curve
from activities.powerauth.base64_text import encode
from activities.powerauth.offline_qr import KeyType, QrContent, text_to_sign
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.kmac import kmac256

# In base64: a MAC, and the longest signature.
_MAC = 44
_SIGNATURE = 140


def personalised_qr_text(content: QrContent, keys: V4ActivationKeys) -> str:
    """The text for one activation, which verifies a MAC by a key that it shares. Raises as `qr_text` of 3.x."""
    text = text_to_sign(content, KeyType.PERSONALISED_MAC, most_characters=_MAC)
    mac = kmac256(keys.derive(ActivationKey.MAC_PERSONALISED_DATA), text.encode(), custom="PA4MAC-QR")
    return text + encode(mac)


def master_qr_text(content: QrContent, master: elliptic_curve.PrivateKey) -> str:
    """The text for any activation of protocol 4, signed by the application's key on P-384. Raises as `qr_text` of 3.x."""
    text = text_to_sign(content, KeyType.NON_PERSONALISED, most_characters=_SIGNATURE)
    return text + encode(ecdsa.sign(master, text.encode()))
