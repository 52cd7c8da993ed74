"""Words of deliveries as administrators look at them."""

from typing import Final

_SHOWN = ("DeliveryListItem", "DeliveryDetail")

DELIVERIES: Final = {
    "DeliveryQuery.subject": "Only those that tell of the operation, the registration or the message with this id.",
    "DeliveryQuery.state": "Only deliveries in this state.",
    "DeliveryQuery.kind": "Only callbacks (`callback`), or only pushes (`push`).",
    "DeliveryQuery.applicationId": "Only those of this application.",
    "DeliveryQuery.timestampFrom": "Only those noted since, in milliseconds since the epoch; without it, all that are kept.",
    "lastErrorText": "The same as a sentence, for people.",
    "destination": "The host that is called; of a push, the phone's platform.",
    "timestampDue": "While it waits, when somebody looks after it next, in milliseconds since the epoch.",
    "DeliveryDetail.circuit": "Whether its receiver answers.",
    "DeliveryCircuit.state": "Whether the receiver is sent to (`CLOSED`), is left alone (`OPEN`), or is tried (`HALF_OPEN`).",
    "DeliveryCircuit.lastError": "Why the last attempt to reach it failed.",
    **{f"{schema}.id": "The delivery's id; requests of callbacks carry it." for schema in _SHOWN},
    **{f"{schema}.kind": "`callback` or `push`." for schema in _SHOWN},
    **{f"{schema}.applicationId": "The application that it is of." for schema in _SHOWN},
    **{
        f"{schema}.subject": "What is told of: the operation's or registration's id and the number of its change, or a message's."
        for schema in _SHOWN
    },
    **{f"{schema}.target": "The callback's id; of a push, the registration's." for schema in _SHOWN},
    **{f"{schema}.lastError": "Why the last attempt failed, in a word." for schema in _SHOWN},
    **{f"{schema}.timestampCreated": "When it was noted, in milliseconds since the epoch." for schema in _SHOWN},
}
