"""Examples of deliveries as administrators look at them: a callback that its receiver did not take."""

from typing import Any, Final

from api.docs.examples.callbacks import DELIVERY_ID
from api.docs.examples.cloud_registrations import APP_ID, CREATED_MS, USED_MS

_CALLBACK: Final = "3f7c1a52-9f0e-4c57-8d2b-6a4f0c9d1e77"
_FAILED: Final[dict[str, Any]] = {
    "id": DELIVERY_ID,
    "kind": "callback",
    "applicationId": APP_ID,
    "subject": "7a8cf2e9-0fc7-413d-a3cf-85ce3a27f3f6:2",
    "target": _CALLBACK,
    "state": "FAILED",
    "attempts": 20,
    "lastError": "HTTP_503",
    "lastErrorText": "the receiver answered 503 Service Unavailable",
    "timestampCreated": CREATED_MS,
    "timestampLastChanged": USED_MS,
}
_WHERE: Final[dict[str, Any]] = {"destination": "back-office.example", "circuit": {"state": "CLOSED", "failures": 0}}
_AGAIN: Final = {
    **{name: value for name, value in _FAILED.items() if not name.startswith("lastError")},
    "state": "WAITING",
    "attempts": 0,
}
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "get_delivery_list": {"those that failed": {"deliveries": [_FAILED]}},
    "get_delivery": {"it was given up": {**_FAILED, **_WHERE}},
    "send_delivery": {"it waits for a worker": {**_AGAIN, **_WHERE}},
}
_SHOWN: Final = ("DeliveryListItem", "DeliveryDetail")
MEMBERS: Final = {
    "DeliveryQuery.subject": "7a8cf2e9-0fc7-413d-a3cf-85ce3a27f3f6",
    "DeliveryQuery.kind": "callback",
    **{
        f"{schema}.{name}": value
        for schema in _SHOWN
        for name, value in {**_FAILED, **_WHERE}.items()
        if name != "circuit"
    },
}
