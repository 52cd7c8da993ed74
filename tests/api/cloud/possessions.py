"""What a bank has at the real servers, and every request of PowerAuth Cloud that names such things.

The table is the API's document, which has every route that is served (`tests/api/docs/test_document.py`): a new endpoint is asked
by itself, and one with an id in its address that nobody has here fails the tests.
"""

from api import cloud
from tests.api.docs.reading import JSON, operations, resolved
from tests.api.mobile.users import User as Approver
from tests.e2e.client import unique

CALLBACK = {"type": "OPERATION_STATUS_CHANGE", "name": "office", "callbackUrl": "http://127.0.0.1:9/hook"}
MESSAGE = {"type": "text", "subject": "A new card", "summary": "It is on its way", "body": "We sent it today."}


class Possessions:
    """A bank's user with a phone, who is asked for an operation; a registration that waits; a callback with a delivery.

    `ids`: by the names that requests have for them.
    """

    def __init__(self, bank):
        self.bank, self.user = bank, Approver(bank)
        app_id = bank.cloud.app_id
        callback = bank.cloud.ok("POST", f"/v2/admin/applications/{app_id}/callbacks", CALLBACK)
        operation, canceled = self.user.asked(), self.user.asked()
        bank.cloud.ok("DELETE", f"/v2/operations/{canceled['operationId']}")
        self.waiting = bank.invite(user_id=unique("waiting"))["registrationId"]
        bank.cloud.ok("POST", "/v2/inbox/messages", {"userId": self.user.user_id, "silent": True, **MESSAGE})
        code = bank.cloud.ok("GET", f"/v2/operations/{operation['operationId']}/offline/qr")
        [delivery, *_] = bank.cloud.ok("GET", f"/v2/admin/applications/{app_id}/callbacks/deliveries")["deliveries"]
        self.ids = {
            "operationId": operation["operationId"],
            "registrationId": self.user.phone.registration.activation_id,
            "callbackId": callback["id"],
            "deliveryId": delivery["id"],
            "appId": app_id,
            "userId": self.user.user_id,
            "externalUserId": self.user.user_id,
            "nonce": code["nonce"],
        }


def requests(ids):
    """Every request of the API that is not an administrator's: name, verb, address, query and body, with these ids in them."""
    for verb, path, operation in operations(cloud.api):
        if path.startswith("/admin/"):
            continue
        address, query = path, {}
        for parameter in operation.get("parameters", ()):
            name = parameter.get("name")
            if parameter.get("in") == "path":
                address = address.replace(f"{{{name}}}", ids[name])
            elif parameter.get("in") == "query" and name in ids:
                query[name] = ids[name]
        content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
        examples = [resolved(one, cloud.api)["value"] for one in content.get("examples", {}).values()]
        for body in examples or [content.get("example")]:
            filled = body and {name: ids.get(name, value) for name, value in body.items()}
            yield f"{verb} {path}", verb, address, query, filled
