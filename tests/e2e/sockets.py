"""HTTP as bytes, for requests that no client library would send."""

import http.client
import json
import socket
from contextlib import closing


def exchange(port, request, *, seconds=15):
    """(status, headers, body) of the answer to the bytes of a request."""
    with closing(socket.create_connection(("127.0.0.1", port), seconds)) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection, method=request.split(b" ", 1)[0].decode("latin-1"))
        response.begin()
        return response.status, dict(response.getheaders()), response.read()


def request(verb, target, body=b"", *fields):
    """The bytes of a request, whose header fields are given as bytes."""
    head = [b"%s %s HTTP/1.1" % (verb, target), b"Host: localhost", b"Connection: close", *fields]
    if body:
        head += [b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def error_of(answer):
    """(status, code) of an answer, which must be an error in the API's envelope."""
    status, headers, body = answer
    assert headers["Content-Type"] == "application/json", headers
    found = json.loads(body)
    assert found.keys() == {"status", "responseObject"}
    assert found["status"] == "ERROR"
    assert found["responseObject"]["message"]
    return status, found["responseObject"]["code"]
