"""Policies of one-time passwords (`nextstep.md` §1.3, §6)."""

from typing import Any

from marshmallow import fields

from activities.otp.administration import check_policy
from activities.store.registries import OTP_POLICIES
from api.http.schema import Integer, List, Word
from api.nextstep.auth_methods import MAX_INT
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.registry_schemas import ListRequest, Stamped, StoredObject, description
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import EntityStatus, OtpGenerationAlgorithm
from config.vocabulary import Role

_TAG = "One-time password policies"


class OtpGenerationParam(NextStepSchema):
    """How many digits a group has, with `OTP_RANDOM_DIGIT_GROUPS`; of no account otherwise."""

    group_size = Integer(min=1, max=MAX_INT, allow_none=True, load_default=None)


class OtpPolicyRequest(NextStepSchema):
    """A policy of one-time passwords by its name."""

    otp_policy_name = name(required=True)


class OtpPolicyRules(OtpPolicyRequest):
    """What a change replaces as a whole. A limit, or a time, that is left out does not hold."""

    description = description()
    length = Integer(min=1, max=MAX_INT, required=True)
    attempt_limit = Integer(min=1, max=MAX_INT, allow_none=True, load_default=None)
    expiration_time = Integer(min=1, max=MAX_INT, allow_none=True, load_default=None)


class NewOtpPolicy(OtpPolicyRules):
    """A policy of one-time passwords as it is created."""

    gen_algorithm = Word(OtpGenerationAlgorithm, plain=True, required=True)
    gen_param = StoredObject(OtpGenerationParam, load_default="{}")


class ChangedOtpPolicy(OtpPolicyRules):
    """A policy of one-time passwords as it is changed. `genAlgorithm` and `genParam` stay as they are where they are left out."""

    gen_algorithm = Word(OtpGenerationAlgorithm, plain=True)
    gen_param = StoredObject(OtpGenerationParam)
    otp_policy_status = Word(EntityStatus, plain=True)


class OtpPolicySchema(ChangedOtpPolicy):
    """A policy of one-time passwords."""


class OtpPolicyDetail(OtpPolicySchema, Stamped):
    """A policy of one-time passwords, and when it was created and changed."""


class RemovedOtpPolicy(OtpPolicyRequest):
    """What has become of a policy of one-time passwords."""

    otp_policy_status = Word(EntityStatus, plain=True)


class OtpPolicies(NextStepSchema):
    """Policies of one-time passwords, by name."""

    otp_policies = List(fields.Nested(OtpPolicyDetail))


@api.endpoint(
    "POST /otp/policy",
    tag=_TAG,
    role=Role.ADMIN,
    request=NewOtpPolicy(),
    answer=OtpPolicySchema(),
    errors=("OTP_POLICY_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_otp_policy(new: dict[str, Any]) -> Any:
    """Create a policy of one-time passwords."""
    row = OTP_POLICIES.create(services().database, new, check_policy)
    return OtpPolicySchema().dump(row.model_dump())


@api.endpoint(
    "PUT /otp/policy",
    "POST /otp/policy/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=ChangedOtpPolicy(),
    answer=OtpPolicySchema(),
    errors=("OTP_POLICY_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_otp_policy(changes: dict[str, Any]) -> Any:
    """Change a policy of one-time passwords; it holds for those that are created from now on.

    One that was removed is so until it is sent as `ACTIVE`.
    """
    row = OTP_POLICIES.update(services().database, changes, check_policy)
    return OtpPolicySchema().dump(row.model_dump())


@api.endpoint(
    "POST /otp/policy/list",
    "GET /otp/policy",
    tag=_TAG,
    request=ListRequest(),
    answer=OtpPolicies(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def list_otp_policies(body: dict[str, Any]) -> Any:
    """List the policies of one-time passwords, by name."""
    rows = OTP_POLICIES.list(services().database, **body)
    return OtpPolicies().dump({"otp_policies": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /otp/policy/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=OtpPolicyRequest(),
    answer=RemovedOtpPolicy(),
    errors=("OTP_POLICY_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_otp_policy(body: dict[str, Any]) -> Any:
    """Remove a policy of one-time passwords. No new definition can name it; for those that do it holds on."""
    OTP_POLICIES.remove(services().database, body["otp_policy_name"])
    return RemovedOtpPolicy().dump({**body, "otp_policy_status": EntityStatus.REMOVED})
