"""What callers say of callbacks, and what they are shown (`powerauth-protocol.md` §9.4, `mobile-and-cloud.md` §8)."""

from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from api.cloud.schema import MAX, CloudSchema
from api.http.schema import Boolean, Integer, List, Secret, String, Word
from config.callbacks import ATTRIBUTES, CallbackAuthentication, CallbackType
from config.vocabulary import CircuitState, DeliveryState

# Longer than what a violation would repeat to the caller.
_MAX_SECRET = 1000
_MAX_URL = 2000
_MAX_ATTEMPTS = 1000
_MAX_DAYS = 366
_OVERLAP, _MAX_OVERLAP = 86_400, 30 * 86_400
_MAX_LISTED = 500
_MAX_PAGE = 2**31 - 1

_NEEDS = {
    CallbackAuthentication.NONE: (),
    CallbackAuthentication.BASIC: ("username", "password"),
    CallbackAuthentication.BEARER: ("token",),
}
# The name of the type in the core's documents.
_ALIASES = {"ACTIVATION_STATUS_CHANGE": CallbackType.REGISTRATION_STATUS_CHANGE.value}
_NAMES = sorted({name for names in ATTRIBUTES.values() for name in names})


class CallbackAuthenticationRequest(CloudSchema):
    """How the bank's server is told who calls: `BASIC` needs `username` and `password`, `BEARER` a `token`."""

    type = Word(CallbackAuthentication, required=True)
    username = String(min=1, max=MAX, validate=[validate.ContainsNoneOf(":", error="Must not hold a colon.")])
    password = Secret(min=1, max=_MAX_SECRET)
    token = Secret(
        min=1, max=_MAX_SECRET, validate=[validate.Regexp(r"^[A-Za-z0-9._~+/-]+=*$(?!\n)", error="Not a token.")]
    )

    @validates_schema
    def _complete(self, data: dict[str, Any], **_: object) -> None:
        for name in _NEEDS[data["type"]]:
            if name not in data:
                raise ValidationError("Missing data for required field.", name)


class UpdateCallbackRequest(CloudSchema):
    """What a callback is to be: members that are left out are as by default, but `authentication`, which stays.

    `attributes` are what is told beside `type` and the id. `maxAttempts`: without it, attempts end with the time that the
    installation has set. `retentionDays`: for so long what became of a delivery can be seen.
    """

    name = String(min=1, max=MAX, required=True)
    callback_url = String(min=1, max=_MAX_URL, required=True)
    attributes = List(String(max=MAX, validate=[validate.OneOf(_NAMES)]), load_default=list)
    authentication = fields.Nested(CallbackAuthenticationRequest)
    enabled = Boolean(load_default=True)
    max_attempts = Integer(min=1, max=_MAX_ATTEMPTS)
    retention_days = Integer(min=1, max=_MAX_DAYS, load_default=30)


class CreateCallbackRequest(UpdateCallbackRequest):
    """A callback to be created. `ACTIVATION_STATUS_CHANGE` is read as `REGISTRATION_STATUS_CHANGE`."""

    type = Word(CallbackType, required=True)

    @pre_load
    def _one_name(self, data: Any, **_: object) -> Any:
        if isinstance(data, dict) and isinstance(data.get("type"), str):
            return data | {"type": _ALIASES.get(data["type"], data["type"])}
        return data


class CallbackAuthenticationDetail(CloudSchema):
    """How the bank's server is told who calls. Passwords and tokens are never shown."""

    type = Word(CallbackAuthentication)
    username = String(allow_none=True)


class CallbackCircuit(CloudSchema):
    """Whether the bank's server answers, as its circuit breaker knows.

    `CLOSED`: all is sent. `OPEN`: it does not answer, and nothing is sent until `timestampNextTrial`; `HALF_OPEN`: one
    event is sent, to see. `failures` are those one after the other, since `timestampSince`; the latest is `lastError`.
    """

    state = Word(CircuitState)
    failures = Integer()
    last_error = String(allow_none=True)
    timestamp_since = Integer(allow_none=True)
    timestamp_next_trial = Integer(allow_none=True)


class CallbackDetail(CloudSchema):
    """A callback of an application."""

    id = String()
    application_id = String()
    name = String()
    type = Word(CallbackType)
    callback_url = String()
    attributes = List(String())
    authentication = fields.Nested(CallbackAuthenticationDetail)
    enabled = Boolean()
    max_attempts = Integer(allow_none=True)
    retention_days = Integer()
    timestamp_created = Integer()
    circuit = fields.Nested(CallbackCircuit)


class CreatedCallback(CallbackDetail):
    """A new callback with the secret (`whsec_...`) that its requests are signed with.

    It is answered this once: nobody can read it again.
    """

    secret = String()


class RotateCallbackSecretRequest(CloudSchema):
    """For how many seconds requests are signed with the former secrets too; 0, where somebody knows them who should not."""

    former_valid_seconds = Integer(min=0, max=_MAX_OVERLAP, load_default=_OVERLAP)


class RotatedCallbackSecret(CloudSchema):
    """The new secret, answered this once: nobody can read it again. Former ones sign beside it until they expire."""

    secret = String()
    timestamp_former_expires = Integer()


class CallbackList(CloudSchema):
    """The application's callbacks, oldest first."""

    callbacks = List(fields.Nested(CallbackDetail))


class CallbackDeliveryQuery(CloudSchema):
    """Which deliveries; pages count from 0."""

    state = Word(DeliveryState)
    page_number = Integer(min=0, max=_MAX_PAGE, load_default=0)
    page_size = Integer(min=1, max=_MAX_LISTED, load_default=_MAX_LISTED)


class CallbackDelivery(CloudSchema):
    """What became of one event for one callback; `id` is the `webhook-id` of its requests.

    `attempts` are those that were begun. `lastError` is a word like `HTTP_503`, `TIMED_OUT`, `TLS_FAILED`; of one that was never
    attempted it says why it is held: `BUSY`, as many are on their way to this callback as may be, or `DESTINATION_AWAY`.
    """

    id = String()
    callback_id = String()
    state = Word(DeliveryState)
    attempts = Integer()
    last_error = String(allow_none=True)
    timestamp_created = Integer()
    timestamp_last_changed = Integer()


class CallbackDeliveryList(CloudSchema):
    """Deliveries, newest first."""

    deliveries = List(fields.Nested(CallbackDelivery))
