"""activation/create: two layers opened, keys exchanged, two layers answered (`powerauth-protocol.md` §3.2).

Everything that can be wrong is ERR_ACTIVATION, and nothing more is told.
"""

from typing import Any

from activities.powerauth import activation
from activities.powerauth.activation import ActivatingDevice, ActivationInvalid, ActivationType, Identification
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.purpose import Purpose
from api.http.errors import Denied
from api.mobile.identification import CODE, activation_code, user_info
from api.mobile.proofs import DecryptedRequest, decrypting
from api.services import services
from workflows.registration.client.gateway import KeyExchange, KeyExchangeReply


def exchange_keys(header: EncryptionHeader, outer: DecryptedRequest) -> dict[str, Any]:
    """The answer to a request whose outer layer is opened.

    Raises `Denied` ERR_ACTIVATION, or INVALID_RECOVERY_CODE to who has one; `Refused`, `EngineUnavailable`, `StoreUnavailable`.
    """
    try:
        identification = activation.read_identification(header.version, outer.plaintext)
        if identification.type is ActivationType.RECOVERY:
            raise Denied("INVALID_RECOVERY_CODE")
        inner = _inner(header, identification)
        device = activation.read_device(inner.plaintext)
    except ActivationInvalid:
        raise Denied(CODE) from None
    found = _register(header, identification, device)
    answered = activation.device_answer(
        activation_id=found.registration_id, server_public_key=found.server_public_key, ctr_data=found.ctr_data
    )
    return outer.answer(
        activation.identification_answer(
            device=inner.answer(answered),
            custom_attributes=identification.custom_attributes,
            user_info=user_info(found.registration_id),
        )
    )


def _register(header: EncryptionHeader, identification: Identification, device: ActivatingDevice) -> KeyExchangeReply:
    """Exchange keys with the device. Raises `Refused`."""
    application_id = services().applications.id_of(header.application_key)
    code = activation_code(
        application_id,
        identification.type,
        identification.identity_attributes,
        identification.custom_attributes,
    )
    exchange = KeyExchange(
        device_public_key=device.public_key,
        platform=device.platform,
        otp=device.otp,
        name=device.name,
        device_info=device.device_info,
        external_id=device.external_id,
        protocol=header.version,
    )
    return services().registrations.exchange_keys(application_id, code, exchange)


def _inner(header: EncryptionHeader, identification: Identification) -> DecryptedRequest:
    with decrypting(CODE):
        opened = services().devices.calls.open(Purpose.ACTIVATION_LAYER_2, header, identification.device)
    return DecryptedRequest(opened.plaintext, opened)
