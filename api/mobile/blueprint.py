"""The mobile API itself, for its resources to declare their endpoints on."""

from flask import request

from api.http.blueprint import ApiBlueprint, JsonEnvelope
from api.http.endpoint import Endpoint
from api.mobile.errors import TABLE
from api.services import services
from config.actors import DEVICE
from config.callers import caller_network


def _admit(_: Endpoint) -> None:
    """Let an address in that has not asked too much. Raises `TooMany`."""
    services().rates.address.take(caller_network(request.remote_addr or ""))


api = ApiBlueprint(
    "mobile",
    "/enrollment-server",
    TABLE,
    JsonEnvelope(request=True, answer=True, null=False),
    admit=_admit,
    actor=DEVICE,
)
