"""Every answer, refusals of the server's own included, says how little may be done with it."""

from contextlib import closing

import pytest

from tests.api.server.running import everything, get, post

ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
CLOSED = {"cache-control": "no-store", "content-security-policy": "default-src 'none'; frame-ancestors 'none'"}
OWN = {"cache-control": "no-cache", "content-security-policy": "default-src 'self'"}


def fields_of(answer):
    """The fields of an answer's head, by their names in lower case, each said once."""
    lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    pairs = [line.lower().split(": ", 1) for line in lines]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


@pytest.mark.parametrize(
    ("request_", "status", "said"),
    [
        (get(b"/a"), 200, CLOSED),
        (get(b"/page"), 200, OWN),
        (get(b"/a/b", b"X-Long: " + b"a" * 9000), 431, CLOSED),
        (get(b"/broken-answer"), 500, CLOSED),
        (get(b"/a").replace(b"GET", b"DELETE"), 405, CLOSED),
        (post(b"/empty", b"", b"Connection: close"), 204, CLOSED),
        (b"HELLO\r\n\r\n", 400, CLOSED),
    ],
)
def test_each_answer_protects_its_reader(server, request_, status, said):
    with closing(server.connect()) as caller:
        caller.sendall(request_)
        answer = everything(caller)
    assert int(answer.split()[1]) == status
    fields = fields_of(answer)
    assert fields.items() >= {**ALWAYS, **said}.items()
    assert "strict-transport-security" not in fields, "nothing went by TLS"
