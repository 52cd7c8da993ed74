"""Credential policies (`nextstep.md` §1.3, §6)."""

from typing import Any

from activities.credentials.administration import check_policy, probe_patterns
from activities.store.registries import CREDENTIAL_POLICIES
from api.nextstep import credential_policy_schemas as schemas
from api.nextstep.blueprint import api
from api.nextstep.registry_schemas import ListRequest
from api.services import services
from config.identity_vocabulary import EntityStatus
from config.vocabulary import Role

_TAG = "Credential policies"


@api.endpoint(
    "POST /credential/policy",
    tag=_TAG,
    role=Role.ADMIN,
    request=schemas.NewCredentialPolicy(),
    answer=schemas.CredentialPolicySchema(),
    errors=("CREDENTIAL_POLICY_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_credential_policy(new: dict[str, Any]) -> Any:
    """Create a credential policy. Its regular expressions are Java's; what Python reads otherwise is refused, with the reason."""
    probe_patterns(new)
    row = CREDENTIAL_POLICIES.create(services().database, new, check_policy)
    return schemas.CredentialPolicySchema().dump(row.model_dump())


@api.endpoint(
    "PUT /credential/policy",
    "POST /credential/policy/update",
    tag=_TAG,
    role=Role.ADMIN,
    request=schemas.ChangedCredentialPolicy(),
    answer=schemas.CredentialPolicySchema(),
    errors=("CREDENTIAL_POLICY_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_credential_policy(changes: dict[str, Any]) -> Any:
    """Change a credential policy: algorithms and parameters that are left out stay, all else has its default then.

    One that was removed is so until it is sent as `ACTIVE`.
    """
    probe_patterns(changes)
    row = CREDENTIAL_POLICIES.update(services().database, changes, check_policy)
    return schemas.CredentialPolicySchema().dump(row.model_dump())


@api.endpoint(
    "POST /credential/policy/list",
    "GET /credential/policy",
    tag=_TAG,
    request=ListRequest(),
    answer=schemas.CredentialPolicies(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def list_credential_policies(body: dict[str, Any]) -> Any:
    """List the credential policies, by name."""
    rows = CREDENTIAL_POLICIES.list(services().database, **body)
    return schemas.CredentialPolicies().dump({"credential_policies": [row.model_dump() for row in rows]})


@api.endpoint(
    "POST /credential/policy/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=schemas.CredentialPolicyRequest(),
    answer=schemas.RemovedCredentialPolicy(),
    errors=("CREDENTIAL_POLICY_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_credential_policy(body: dict[str, Any]) -> Any:
    """Remove a credential policy. No new definition can name it; for those that do it holds on."""
    CREDENTIAL_POLICIES.remove(services().database, body["credential_policy_name"])
    return schemas.RemovedCredentialPolicy().dump({**body, "credential_policy_status": EntityStatus.REMOVED})
