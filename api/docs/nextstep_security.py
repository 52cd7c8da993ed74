"""Who calls the Next Step API, as OpenAPI security schemes: anybody, or who bears a token, as the installation has it."""

from typing import Final

from activities.access_tokens.grants import FLOWS
from api.docs import access_tokens
from api.docs.openapi.material import Requirements
from api.http.endpoint import Endpoint

SCHEMES: Final = {
    access_tokens.NAME: access_tokens.scheme(
        "This API asks for it only where the installation says so (`NEXTSTEP_OIDC_NEXTSTEP`). It grants `nextstep:flows`, and "
        "`nextstep:administrator` for what changes how everybody authenticates."
    )
}


def requirements(endpoint: Endpoint) -> Requirements:
    """Nothing, or what a token grants."""
    return [{}, access_tokens.requirement(endpoint, FLOWS)]
