"""activation/create: two layers opened, keys exchanged, two layers answered (`powerauth-protocol.md` §3.2).

Everything that can be wrong is ERR_ACTIVATION, and nothing more is told; the log says which.
"""

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from activities.idempotency.request_digest import digest_of
from activities.powerauth import activation
from activities.powerauth.activation import ActivatingDevice, ActivationInvalid, ActivationType, Identification
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.purpose import Purpose
from api.http.errors import Denied
from api.mobile.proofs import DecryptedRequest, decrypting
from api.services import services
from config import user_ids
from config.vocabulary import CommitPhase
from workflows.registration.client.gateway import KeyExchange, KeyExchangeReply, NewRegistration

log = logging.getLogger(__name__)

_CODE = "ERR_ACTIVATION"


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
        raise Denied(_CODE) from None
    found = _register(header, identification, device)
    answered = activation.device_answer(
        activation_id=found.registration_id, server_public_key=found.server_public_key, ctr_data=found.ctr_data
    )
    return outer.answer(
        activation.identification_answer(
            device=inner.answer(answered),
            custom_attributes=identification.custom_attributes,
            user_info=_user_info(found.registration_id),
        )
    )


def _register(header: EncryptionHeader, identification: Identification, device: ActivatingDevice) -> KeyExchangeReply:
    """Exchange keys with the device. Raises `Refused`."""
    application_id = services().applications.id_of(header.application_key)
    code = (
        identification.identity_attributes.get("code")
        if identification.type is ActivationType.CODE
        else _new_code(application_id, identification)
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
    return services().registrations.exchange_keys(application_id, code or "", exchange)


def _new_code(application_id: str, identification: Identification) -> str:
    """The code of a new registration, for whom the installation's provider knows by his attributes."""
    provider = services().providers.activation
    known = provider and provider.user(
        application_id, identification.identity_attributes, identification.custom_attributes
    )
    if not known:
        log.info("an activation of type %s was refused", identification.type)
        raise Denied(_CODE)
    if problem := user_ids.find_problem(known.user_id):
        log.error(
            "an activation of type %s was refused: the id of the user that the provider names: %s",
            identification.type,
            problem,
        )
        raise Denied(_CODE)
    registration_id = str(uuid.uuid4())
    new = NewRegistration(
        registration_id=registration_id,
        application_id=application_id,
        user_id=known.user_id,
        request_digest=digest_of(registration_id),
        commit_phase=CommitPhase.ON_KEY_EXCHANGE if known.commits else CommitPhase.ON_COMMIT,
    )
    return services().registrations.create(new).activation_code


def _user_info(registration_id: str) -> Mapping[str, Any] | None:
    provider = services().providers.user_info
    if provider is None:
        return None
    return provider.claims(services().registrations.get(registration_id).user_id)


def _inner(header: EncryptionHeader, identification: Identification) -> DecryptedRequest:
    with decrypting(_CODE):
        opened = services().devices.calls.open(Purpose.ACTIVATION_LAYER_2, header, identification.device)
    return DecryptedRequest(opened.plaintext, opened)
