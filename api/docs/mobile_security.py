"""How phones prove their requests, as OpenAPI security schemes. Keys and signatures in the examples are made up."""

from typing import Any, Final

from api.docs.openapi.material import Requirements
from api.http.endpoint import Endpoint
from api.mobile.proofs import AUTHORIZATION, ENCRYPTION, TOKEN

ACTIVATION_ID: Final = "26c94bf8-f594-4bd8-9c51-93449926b644"
NONCE: Final = "kYjzVBB8Y0ZFabxSWbWovA=="
_APPLICATION_KEY = "MTIzNDU2Nzg5MGFiY2RlZg=="

_SIGNED = (
    f'PowerAuth pa_activation_id="{ACTIVATION_ID}", pa_application_key="{_APPLICATION_KEY}", pa_nonce="{NONCE}", '
    'pa_signature_type="possession_knowledge", pa_signature="MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", pa_version="3.3"'
)
_OF_APPLICATION = f'PowerAuth version="3.3", application_key="{_APPLICATION_KEY}"'
_OF_ACTIVATION = f'{_OF_APPLICATION}, activation_id="{ACTIVATION_ID}"'
_BY_TOKEN = (
    'PowerAuth token_id="d6561669-34d6-4fee-8913-89477687a5cb", token_digest="VqAXEhziiT27lxoqREjtcQHs1h1dGHoHsE8cYmJvW4Y=", '
    f'nonce="{NONCE}", timestamp="1700000000000", version="3.3"'
)


def _scheme(header: str, description: str, *examples: str) -> dict[str, Any]:
    text = "\n".join(f"\n    {example}" for example in examples)
    return {"type": "apiKey", "in": "header", "name": header, "description": f"{description}\n{text}\n"}


SCHEMES: Final = {
    "signature": _scheme(
        AUTHORIZATION,
        "The signature of this one request, over its method, resource id, nonce and body, by the factors that it names. It is "
        "computed anew for each request, whose counter it moves.",
        _SIGNED,
    ),
    "token": _scheme(
        TOKEN,
        "A token that stands for a signature given before: its digest over a nonce and the time, computed for each request.",
        _BY_TOKEN,
    ),
    "encryption": _scheme(
        ENCRYPTION,
        "Whose encrypted request this is: an application's, or a registration's. It proves nothing by itself; who knows the keys "
        "can read the answer. Requests that are signed as well go without it.",
        _OF_APPLICATION,
        _OF_ACTIVATION,
    ),
}


def requirements(endpoint: Endpoint) -> Requirements:
    """What a phone proves at `endpoint`."""
    schemes = () if endpoint.proof is None else endpoint.proof.schemes
    return [{scheme: [] for scheme in together} for together in schemes]
