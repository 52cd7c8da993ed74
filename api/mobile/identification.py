"""Whose activation it is, by any version of the protocol: under which code it waits, and what the user's provider says.

Everything that can be wrong is ERR_ACTIVATION, and nothing more is told; the log says which.
"""

import logging
import uuid
from collections.abc import Mapping
from typing import Any

from activities.idempotency.request_digest import digest_of
from activities.powerauth.activation import ActivationType
from api.http.errors import Denied
from api.services import services
from config import user_ids
from config.vocabulary import CommitPhase
from workflows.registration.client.gateway import NewRegistration

log = logging.getLogger(__name__)

CODE = "ERR_ACTIVATION"


def activation_code(
    application_id: str, kind: ActivationType, identity: Mapping[str, str], custom: Mapping[str, Any] | None
) -> str:
    """The code that the phone sends, or that of a new registration for whom it identifies. Raises `Denied` ERR_ACTIVATION."""
    if kind is ActivationType.CODE:
        return identity.get("code") or ""
    return _new_code(application_id, kind, identity, custom)


def user_info(registration_id: str) -> Mapping[str, Any] | None:
    """What the installation's provider tells of the registration's user; null without one."""
    provider = services().providers.user_info
    if provider is None:
        return None
    return provider.claims(services().registrations.get(registration_id).user_id)


def _new_code(
    application_id: str, kind: ActivationType, identity: Mapping[str, str], custom: Mapping[str, Any] | None
) -> str:
    """The code of a new registration, for whom the installation's provider knows by his attributes."""
    provider = services().providers.activation
    known = provider and provider.user(application_id, identity, custom)
    if not known:
        log.info("an activation of type %s was refused", kind)
        raise Denied(CODE)
    if problem := user_ids.find_problem(known.user_id):
        log.error("an activation of type %s was refused: the id of the user that the provider names: %s", kind, problem)
        raise Denied(CODE)
    registration_id = str(uuid.uuid4())
    new = NewRegistration(
        registration_id=registration_id,
        application_id=application_id,
        user_id=known.user_id,
        request_digest=digest_of(registration_id),
        commit_phase=CommitPhase.ON_KEY_EXCHANGE if known.commits else CommitPhase.ON_COMMIT,
    )
    return services().registrations.create(new).activation_code
