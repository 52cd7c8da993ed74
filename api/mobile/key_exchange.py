"""activation/create: two layers opened, keys exchanged, two layers answered (reference `powerauth-protocol.md` §3.2).

Everything that can be wrong is ERR_ACTIVATION, and nothing more is told; the log says which.
"""

import logging
from typing import Any

from activities.powerauth import activation, base64_text, keys
from activities.powerauth.activation import ActivationInvalid, Identification
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.purpose import Purpose
from api.mobile.proofs import Sealed, decrypting, sealed
from api.services import services
from workflows.operation.model import Refused

log = logging.getLogger(__name__)

_CODE = "ERR_ACTIVATION"


def exchanged() -> dict[str, Any]:
    """The answer to the current request. Raises `Refused` ERR_ACTIVATION, `EngineUnavailable`, `StoreUnavailable`."""
    header, outer = sealed(Purpose.APPLICATION_GENERIC, _CODE)
    try:
        said = activation.read_identification(header.version, outer.plaintext)
        inner = _inner(header, said)
        device = activation.read_device(inner.plaintext)
        found = _exchanged(header, said, device)
    except ActivationInvalid:
        raise Refused(_CODE) from None
    except Refused as refused:
        log.info("an activation was refused: %s %s", refused.code, refused.detail)
        raise Refused(_CODE) from None
    answered = activation.device_answer(
        activation_id=found.registration_id,
        server_public_key=keys.public_key(base64_text.decode(found.server_public_key)),
        ctr_data=base64_text.decode(found.ctr_data),
    )
    provider = services().providers.user_info
    return outer.answer(
        activation.identification_answer(
            device=inner.answer(answered),
            custom_attributes=said.custom_attributes,
            user_info=provider.claims(found.user_id) if provider else None,
        )
    )


def _inner(header: EncryptionHeader, said: Identification) -> Sealed:
    with decrypting(_CODE):
        opened = services().devices.calls.opened(Purpose.ACTIVATION_LAYER_2, header, said.device)
    return Sealed(opened.plaintext, opened)
