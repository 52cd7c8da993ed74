"""A caller of the Next Step API: sends requests, and looks at every answer's envelope."""

import json
import uuid

from tests.api.conformance import conforms
from tests.e2e.in_clear import http_client

PREFIX = "/powerauth-nextstep"
STATUSES = {200, 304, 400, 404, 405, 413, 414, 415, 417, 431, 501, 503}


class NextStep:
    """Speaks HTTP to the API at `base_url`."""

    def __init__(self, base_url, seconds=60):
        self._http = http_client(base_url=base_url, timeout=seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._http.close()

    def send(self, verb, path, *, content=None, headers=None, params=None):
        """The response to `content` as it is; its envelope is checked, whatever the status."""
        sent = {"Content-Type": "application/json"} if content is not None else {}
        return self.bare(verb, path, content=content, headers={**sent, **(headers or {})}, params=params)

    def bare(self, verb, path, **options):
        """The same, with no header field of our own."""
        return enveloped(self._http.request(verb, PREFIX + path, **options))

    def ask(self, verb, path, request=None, *, headers=None, params=None):
        """The response to a `requestObject`."""
        content = None if request is None else json.dumps({"requestObject": request})
        return self.send(verb, path, content=content, headers=headers, params=params)

    def ok(self, verb, path, request=None, **options):
        """The `responseObject` of an answer that must be 200."""
        response = self.ask(verb, path, request, **options)
        assert response.status_code == 200, response.text
        return response.json()["responseObject"]

    def refused(self, verb, path, request=None, **options):
        """The code of an answer that must be 400."""
        response = self.ask(verb, path, request, **options)
        assert response.status_code == 400, response.text
        return response.json()["responseObject"]["code"]

    def raw(self, verb, path, **options):
        """Outside of the API: health and metrics."""
        return self._http.request(verb, path, **options)

    # What most tests begin with.

    def create(self, operation_name="login", **members):
        return self.ok("POST", "/operation", {"operationName": operation_name, "operationData": "A2", **members})

    def step(self, operation_id, method, result="CONFIRMED", **members):
        request = {"operationId": operation_id, "authMethod": method, "authStepResult": result, **members}
        return self.ok("PUT", "/operation", request)

    def detail(self, operation_id, **options):
        return self.ok("POST", "/operation/detail", {"operationId": operation_id}, **options)


def enveloped(response):
    """The response, which must be a documented status with JSON in the API's envelope."""
    assert response.status_code in STATUSES, f"{response.status_code} {response.text[:500]}"
    if response.status_code == 304:
        assert (response.content, bool(response.headers["ETag"])) == (b"", True)
        return response
    assert response.headers["Content-Type"] == "application/json"
    if response.request.method == "HEAD":
        return response
    answer = response.json()
    target = response.request.url.raw_path.decode()
    assert conforms(response.request.method, target, response.status_code, answer)
    if response.status_code == 200:
        assert answer.keys() == {"status", "responseObject"}
        assert answer["status"] == "OK"
    else:
        assert answer["status"] == "ERROR"
        error = answer["responseObject"]
        assert error.keys() - {"violations", "validationFailures"} == {"code", "message"}
        assert error["message"]
        assert ("violations" in error) == (error["code"] == "REQUEST_VALIDATION_FAILED")
        assert ("validationFailures" in error) == (error["code"] == "CREDENTIAL_VALIDATION_FAILED")
        assert (response.status_code == 503) == (error["code"] == "SERVICE_UNAVAILABLE")
        assert response.status_code != 503 or int(response.headers["Retry-After"]) > 0
    return response


def unique(prefix="user"):
    """A name that no other test uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"
