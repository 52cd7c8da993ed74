"""A caller of the PowerAuth Cloud API: sends requests, and looks at the form of every answer."""

import httpx

from tests.api.conformance import conforms

PREFIX = "/powerauth-cloud"
STATUSES = {200, 400, 401, 403, 404, 405, 409, 413, 415, 429, 431, 503}


class Cloud:
    """Speaks to the API through `http`, as whoever the credentials say (null: nobody)."""

    def __init__(self, http, credentials=None):
        self.http = http
        self.credentials = credentials
        self.username = credentials and credentials[0]

    def of(self, username, password):
        """The same API, called by somebody else."""
        return Cloud(self.http, (username, password))

    def send(self, verb, path, body=None, **options):
        """The response to a JSON `body`, if any; its form is checked, whatever the status."""
        sent = {} if body is None else {"json": body}
        return checked(self.http.request(verb, PREFIX + path, auth=self.credentials, **sent, **options))

    def ok(self, verb, path, body=None, **options):
        """The body of an answer that must be 200."""
        response = self.send(verb, path, body, **options)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, verb, path, body=None, *, status=400, **options):
        """The code and the message of an answer that must be an error."""
        response = self.send(verb, path, body, **options)
        assert response.status_code == status, response.text
        error = response.json()["responseObject"]
        return error["code"], error["message"]


def checked(response):
    """The response, which must be a documented status with JSON as it is documented, and without nulls but for violations."""
    assert response.status_code in STATUSES, f"{response.status_code} {response.text[:500]}"
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    target = response.request.url.raw_path.decode()
    assert conforms(response.request.method, target, response.status_code, answer)
    if response.status_code == 200:
        assert not has_null(answer)
    else:
        assert answer["status"] == "ERROR"
        assert answer["responseObject"]["message"]
    challenged = "WWW-Authenticate" in response.headers
    assert challenged == (response.status_code == 401) or response.status_code == 403
    return response


def has_null(value):
    """Whether null stands anywhere in an answer; four letters of a signature may spell it."""
    if isinstance(value, dict):
        return any(map(has_null, value.values()))
    return any(map(has_null, value)) if isinstance(value, list) else value is None


def in_process(app):
    """An HTTP client of an application in this process."""
    return httpx.Client(transport=httpx.WSGITransport(app), base_url="http://cloud.test")
