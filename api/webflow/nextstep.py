"""The Next Step API, as far as this web flow calls it. Nothing of the engine is used: it may be another server of that API."""

import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import simplejson

from api.webflow.calls import SECONDS, ApiRefused, ask

PREFIX = "/powerauth-nextstep"
# The API waits up to 30 s; gateways on the way may be less patient.
WAIT_SECONDS = 25


@dataclass(frozen=True, slots=True)
class ReadOperation:
    """An operation, when the server read it (seconds since the epoch, by its clock), and the tag of this state of it."""

    detail: dict[str, Any]
    server_seconds: float
    etag: str


class NextStep:
    """One per process; safe for threads. Methods raise `ApiRefused` and `ApiUnavailable`."""

    def __init__(self, base_url: str, authority: ssl.SSLContext) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=SECONDS, verify=authority)

    def create(self, languages: str, key: str, **operation: Any) -> str:
        """A new operation's id."""
        found = self._object(ask(self.http, "POST", f"{PREFIX}/operation", **_sent(operation, languages), key=key))
        operation_id: str = found["operationId"]
        return operation_id

    def read(self, operation_id: str, languages: str) -> ReadOperation:
        """The operation as it stands, its form in the reader's language."""
        answer = ask(self.http, "GET", f"{PREFIX}/operation/detail", **_query(operation_id, languages))
        detail = self._object(answer)
        date = answer.headers.get("Date")
        read_at = parsedate_to_datetime(date).timestamp() if date else 0.0
        return ReadOperation(detail, read_at, answer.headers.get("ETag", ""))

    def is_changed(self, operation_id: str, languages: str, etag: str, *, wait: int) -> bool:
        """Whether the operation is no longer as it was with that tag; answered when it changes, or after `wait` seconds."""
        options = _query(operation_id, languages)
        options["params"]["wait"] = wait
        options["headers"]["If-None-Match"] = etag
        answer = ask(self.http, "GET", f"{PREFIX}/operation/detail", **options, timeout=SECONDS + wait)
        if answer.status_code == 304:
            return False
        self._object(answer)
        return bool(answer.headers.get("ETag") != etag)

    def post(self, path: str, key: str | None = None, languages: str = "", **request: Any) -> dict[str, Any]:
        """What a `POST` answers."""
        found: dict[str, Any] = self._object(
            ask(self.http, "POST", PREFIX + path, **_sent(request, languages), key=key)
        )
        return found

    def post_unless(self, reason: str, path: str, **request: Any) -> None:
        """A `POST` that may be refused with a code that ends so: then somebody has done it before."""
        try:
            self.post(path, **request)
        except ApiRefused as refused:
            if not refused.code.endswith(reason):
                raise

    def put(self, path: str, key: str | None = None, languages: str = "", **request: Any) -> Any:
        """What a `PUT` answers."""
        return self._object(ask(self.http, "PUT", PREFIX + path, **_sent(request, languages), key=key))

    def find_user(self, username: str, credential_name: str) -> str | None:
        """The id of the user of that name; null where there is none."""
        try:
            found = self.post("/user/lookup/single", username=username, credentialName=credential_name)
        except ApiRefused as refused:
            # Names that nobody can have are refused as such; a page tells nobody which names there are.
            if refused.code in ("USER_IDENTITY_NOT_FOUND", "REQUEST_VALIDATION_FAILED", "CREDENTIAL_NOT_FOUND"):
                return None
            raise
        user_id: str = found["user"]["userId"]
        return user_id

    def methods_of(self, user_id: str) -> dict[str, dict[str, str]]:
        """The methods that a user may use, each with its configuration."""
        found = self._object(ask(self.http, "GET", f"{PREFIX}/user/auth-method", params={"userId": user_id}))
        return {one["authMethod"]: one["config"] or {} for one in found["userAuthMethods"]}

    def passkeys_of(self, user_id: str) -> list[dict[str, Any]]:
        """A user's passkeys, blocked ones too."""
        query = {"userId": user_id, "includeRemoved": "false"}
        found = self._object(ask(self.http, "GET", f"{PREFIX}/passkey", params=query))
        passkeys: list[dict[str, Any]] = found["passkeys"]
        return passkeys

    @staticmethod
    def _object(answer: httpx.Response) -> Any:
        found = answer.json()["responseObject"]
        if answer.status_code != 200:
            raise ApiRefused(found["code"])
        return found


def _sent(request: dict[str, Any], languages: str) -> dict[str, Any]:
    # A `Decimal` is sent with all its digits: texts that are made of an amount show it as it was sent.
    try:
        content = simplejson.dumps({"requestObject": request}, use_decimal=True, allow_nan=False)
    except (ValueError, RecursionError):  # no number of JSON's, or deeper than anything is: a browser has said so
        raise ApiRefused("INVALID_REQUEST") from None
    spoken = {"Accept-Language": languages} if languages else {}
    return {"content": content, "headers": {"Content-Type": "application/json", **spoken}}


def _query(operation_id: str, languages: str) -> dict[str, Any]:
    return {"params": {"operationId": operation_id}, "headers": {"Accept-Language": languages}}
