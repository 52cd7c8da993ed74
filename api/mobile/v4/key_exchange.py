"""activation/create by version 4.0: two layers opened, keys agreed on, two layers answered (`powerauth-protocol-4.md` §5.2).

Everything that can be wrong is ERR_ACTIVATION, and nothing more is told. What is wrong in a layer changes nothing, so keys that
are none do not remove the registration, as they do in 3.x.
"""

from typing import Any

from activities.device.v4.agreements import V4Agreement
from activities.powerauth.activation import ActivationInvalid, identification_answer
from activities.powerauth.v4 import activation
from activities.powerauth.v4.activation import V4ActivatingDevice, V4Identification
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.version import VERSION
from api.http.errors import Denied
from api.mobile.identification import CODE, activation_code, user_info
from api.mobile.proofs import DecryptedRequest, decrypting
from api.services import services
from workflows.registration.client.gateway import KeyExchange, KeyExchangeReply


def agree_on_keys(header: V4EncryptionHeader, outer: DecryptedRequest) -> dict[str, Any]:
    """The answer to a request whose outer layer is opened.

    Raises `Denied` ERR_ACTIVATION, `Refused`, `EngineUnavailable`, `StoreUnavailable`.
    """
    try:
        identification = activation.read_identification(outer.plaintext)
        inner = _inner(header, identification)
        device = activation.read_device(inner.plaintext)
        agreement = services().devices.v4.agreements.agree(header.application_key, device)
    except ActivationInvalid:
        raise Denied(CODE) from None
    found = _register(header, identification, device, agreement)
    return outer.answer(
        identification_answer(
            device=inner.answer(agreement.answer(found.registration_id, found.ctr_data)),
            custom_attributes=identification.custom_attributes,
            user_info=user_info(found.registration_id),
        )
    )


def _register(
    header: V4EncryptionHeader,
    identification: V4Identification,
    device: V4ActivatingDevice,
    agreement: V4Agreement,
) -> KeyExchangeReply:
    """Have the registration's workflow decide about the device. Raises `Refused`."""
    application_id = services().applications.id_of(header.application_key)
    code = activation_code(
        application_id,
        identification.type,
        identification.identity_attributes,
        identification.custom_attributes,
    )
    said = device.description
    exchange = KeyExchange(
        device_public_key=None,
        platform=said.platform,
        otp=said.otp,
        name=said.name,
        device_info=said.device_info,
        external_id=said.external_id,
        protocol=VERSION,
        v4=agreement,
    )
    return services().registrations.exchange_keys(application_id, code, exchange)


def _inner(header: V4EncryptionHeader, identification: V4Identification) -> DecryptedRequest:
    with decrypting(CODE):
        opened = services().devices.calls.open_v4(V4Purpose.ACTIVATION_LAYER_2, header, identification.device)
    return DecryptedRequest(opened.plaintext, opened)
