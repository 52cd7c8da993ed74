"""Words of callbacks: their configuration, their deliveries, and what their bodies tell."""

from typing import Final

_OURS = ("UpdateCallbackRequest", "CallbackDetail")

CALLBACKS: Final = {
    **{f"{schema}.name": "The callback's name, for the bank." for schema in _OURS},
    **{f"{schema}.enabled": "Whether events are told." for schema in _OURS},
    "callbackUrl": "The address that events are sent to, by POST.",
    "attributes": "Which attributes are told beside `type` and the id; those without a value are left out.",
    "authentication": "How the bank's server is told who calls.",
    "maxAttempts": "After so many attempts a delivery has failed; without it, when the installation's time has passed.",
    "retentionDays": "For so many days what became of a delivery can be seen.",
    "CreateCallbackRequest.type": "What the callback tells of.",
    "CallbackDetail.type": "What the callback tells of.",
    "CallbackDetail.id": "The callback's id.",
    "CallbackDetail.applicationId": "The application whose operations or registrations it tells of.",
    "secret": "The key that requests are signed with; shown this once.",
    "formerValidSeconds": "For so long, in seconds, requests are signed with the former secrets too.",
    "timestampFormerExpires": "Until when they are, in milliseconds since the epoch.",
    "callbacks": "The callbacks, oldest first.",
    "CallbackAuthenticationRequest.type": "The way of authentication.",
    "CallbackAuthenticationDetail.type": "The way of authentication.",
    "CallbackAuthenticationRequest.username": "The name for HTTP Basic.",
    "CallbackAuthenticationDetail.username": "The name for HTTP Basic.",
    "CallbackAuthenticationRequest.password": "The password for HTTP Basic; never shown.",
    "CallbackAuthenticationRequest.token": "The token for `Authorization: Bearer`; never shown.",
    "circuit": "Whether the bank's server answers.",
    "CallbackCircuit.state": "Whether events are sent (`CLOSED`), wait (`OPEN`), or one is sent to see (`HALF_OPEN`).",
    "failures": "How many attempts found nobody, one after the other.",
    "CallbackCircuit.lastError": "Why the last of them failed.",
    "timestampSince": "When the first of them failed, in milliseconds since the epoch.",
    "timestampNextTrial": "While it is open, when one event is sent again, in milliseconds since the epoch.",
    "callbackId": "The callback's id.",
    "deliveryId": "The delivery's id.",
    "CallbackDelivery.id": "The delivery's id, which its requests carry.",
    "state": "Whether the event has been delivered.",
    "CallbackDeliveryQuery.state": "Only deliveries in this state.",
    "attempts": "How many attempts were begun.",
    "lastError": "Why the last attempt failed: `HTTP_` and the status, `TIMED_OUT` and the like; or why none was made yet: "
    "`BUSY`, `DESTINATION_AWAY`.",
    "timestampLastChanged": "When it was last attempted or changed, in milliseconds since the epoch.",
    "deliveries": "The deliveries, newest first.",
}
