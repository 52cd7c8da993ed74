"""Counters of credentials: results of checks elsewhere, and resets of all at once (`nextstep.md` §1.3, §6)."""

from typing import Any

from api.http.schema import Integer, Word
from api.nextstep.blueprint import api
from api.nextstep.credentials import CredentialRequest, CredentialStatusResponse, credential_status
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import AuthenticationResult, CounterResetMode

_TAG = "Credentials"


class UpdateCounterRequest(CredentialRequest):
    """A check of a credential that was made elsewhere, and its result."""

    authentication_result = Word(AuthenticationResult, required=True)


class ResetCountersRequest(NextStepSchema):
    """Whose counters begin anew."""

    reset_mode = Word(CounterResetMode, required=True)


class ResetCountersResponse(NextStepSchema):
    """How many credentials were reset."""

    reset_counter_count = Integer()


@api.endpoint(
    "PUT /credential/counter",
    "POST /credential/counter/update",
    tag=_TAG,
    request=UpdateCounterRequest(),
    answer=CredentialStatusResponse(),
    errors=(
        "USER_IDENTITY_NOT_FOUND",
        "CREDENTIAL_DEFINITION_NOT_FOUND",
        "INVALID_REQUEST",
        "CREDENTIAL_NOT_FOUND",
        "CREDENTIAL_NOT_ACTIVE",
        "INVALID_CONFIGURATION",
        "SERVICE_UNAVAILABLE",
    ),
)
def update_credential_counter(body: dict[str, Any]) -> Any:
    """Count a check that was made elsewhere, as if it had been made here."""
    counted = services().credential_counters.count(
        body["user_id"], body["credential_name"], body["authentication_result"]
    )
    return credential_status(counted)


@api.endpoint(
    "POST /credential/counter/reset-all",
    tag=_TAG,
    request=ResetCountersRequest(),
    answer=ResetCountersResponse(),
    errors=("INVALID_REQUEST", "SERVICE_UNAVAILABLE"),
)
def reset_credential_counters(body: dict[str, Any]) -> Any:
    """Unblock all credentials that are blocked temporarily; with the wider mode, let active ones begin to count anew too."""
    count = services().credential_counters.reset_all(body["reset_mode"])
    return ResetCountersResponse().dump({"reset_counter_count": count})
