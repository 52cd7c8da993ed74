"""What the HTTP server refuses by itself is JSON in the API's envelope, and no caller can break it."""

import re

import pytest

from tests.api.server.running import get


def chunked(body):
    return b"POST /a HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body


REFUSED = {
    "no request at all": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "a line of one word": (b"HELLO\r\n\r\n", 400),
    "a method in lower case": (b"get /a HTTP/1.1\r\n\r\n", 400),
    "a version that is none": (b"GET /a HTTP/9.9\r\n\r\n", 400),
    "a NUL in the path": (get(b"/a\x00b"), 400),
    "a space in the path": (get(b"/a b"), 400),
    "a byte beyond ASCII in the path": (get(b"/\xff"), 400),
    "a line of 9000 bytes": (get(b"/" + b"a" * 9000), 414),
    "a header of 9000 bytes": (get(b"/a", b"X-Long: " + b"a" * 9000), 431),
    "a hundred headers": (get(b"/a", *(b"X-%d: 1" % number for number in range(100))), 431),
    "a header without a colon": (get(b"/a", b"nonsense"), 400),
    "a header with a NUL": (get(b"/a", b"X-Nul: a\x00b"), 400),
    "a header name with a space": (get(b"/a", b"X Space: a"), 400),
    "a folded header": (get(b"/a", b"X-Folded: a", b" b"), 400),
    "two lengths": (get(b"/a", b"Content-Length: 1", b"Content-Length: 2"), 400),
    "a length that is no number": (get(b"/a", b"Content-Length: many"), 400),
    "a negative length": (get(b"/a", b"Content-Length: -1"), 400),
    "a length and chunks": (get(b"/a", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 400),
    "an unknown transfer coding": (get(b"/a", b"Transfer-Encoding: gzip2"), 501),
    "a coding beside chunks": (get(b"/a", b"Transfer-Encoding: gzip, chunked"), 501),
    "chunks in the old protocol": (b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "two hosts": (get(b"/a", b"Host: other"), 400),
    "a version before fields": (b"GET /a\r\n\r\n", 400),
    "a version of frames": (b"GET /a HTTP/2.0\r\nHost: bank\r\n\r\n", 400),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a tunnel": (b"CONNECT bank:443 HTTP/1.1\r\nHost: bank\r\n\r\n", 400),
    "lines without carriage return": (b"GET /a HTTP/1.1\nHost: bank\n\n", 400),
    "an expectation that is none": (get(b"/a", b"Expect: money"), 417),
    "an announced body of more than 1 MiB": (get(b"/a", b"Content-Length: 1048577"), 413),
    "a head of 40,000 bytes": (get(b"/a", *(b"X-%d: " % number + b"a" * 4000 for number in range(10))), 431),
    "a field that does not end": (b"GET /a HTTP/1.1\r\nX-Long: " + b"a" * 600_000, 431),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses_is_json_in_the_envelope(server, name):
    request, status = REFUSED[name]
    found, answer = server.ask(request)
    assert found == status
    assert answer["status"] == "ERROR"
    assert answer["responseObject"]["code"] == "INVALID_REQUEST"
    assert re.fullmatch("Request data is invalid, cause: [a-zA-Z, ]+", answer["responseObject"]["message"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (b"/powerauth-cloud/v2/operations", "ERROR_REQUEST"),
        (b"//powerauth-cloud/v2/operations", "ERROR_REQUEST"),
        (b"/powerauth-cloud?a=b", "ERROR_REQUEST"),
        (b"/powerauth-cloudy", "INVALID_REQUEST"),
        (b"/powerauth-nextstep/operation", "INVALID_REQUEST"),
    ],
)
def test_the_cloud_api_has_a_code_of_its_own(server, path, code):
    status, answer = server.ask(get(path, b"X-Long: " + b"a" * 9000))
    assert (status, answer["responseObject"]["code"]) == (431, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [(b"/powerauth-cloud/", "ERROR_REQUEST"), (b"/powerauth-cloud", "INVALID_REQUEST"), (b"/", "INVALID_REQUEST")],
)
def test_a_path_too_long_to_be_read_still_names_its_api(server, path, code):
    status, answer = server.ask(get(path + b"a" * 9000))
    assert (status, answer["responseObject"]["code"]) == (414, code)


@pytest.mark.parametrize(
    "body",
    [b"nonsense\r\n", b"5\r\nab", b"-5\r\nabcde\r\n0\r\n\r\n", b"2\r\nabcd\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFFF\r\n"],
)
def test_a_body_of_broken_chunks_is_the_callers_fault(server, body):
    status, answer = server.ask(chunked(body), finish=True)
    assert status == 400
    assert answer["responseObject"]["code"] == "INVALID_REQUEST"


def test_a_body_that_is_cut_off_is_the_callers_fault(server):
    request = b"POST /a HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nContent-Length: 100\r\n\r\nabc"
    status, _ = server.ask(request, finish=True)
    assert status == 400


@pytest.mark.parametrize(
    "sent",
    [b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"x" * size) for size in ((1 << 20) + 1, 3 << 20)],
    ids=["by one byte", "far"],
)
def test_chunks_beyond_the_limit_are_refused(server, sent):
    assert server.ask(chunked(sent))[0] == 413


def test_fields_behind_the_last_chunk_are_bounded_and_ignored(server):
    assert server.ask(chunked(b"1\r\na\r\n0\r\nX-Sum: 9\r\n\r\n")) == (200, {"path": "a", "size": 1})
    assert server.ask(chunked(b"1\r\na\r\n0\r\nX: " + b"x" * 600_000), finish=True)[0] in (400, 431)


def test_good_chunks_are_read(server):
    assert server.ask(chunked(b"5\r\nabcde\r\n0\r\n\r\n")) == (200, {"path": "a", "size": 5})


def test_an_encoded_nul_is_for_the_application_to_judge(server):
    assert server.ask(get(b"/a%00b")) == (200, {"path": "a\x00b", "size": 0})


def test_an_answer_that_cannot_be_sent_is_a_failure_without_details(server):
    status, answer = server.ask(get(b"/broken-answer"))
    assert (status, answer["responseObject"]) == (500, {"code": "ERROR_GENERIC", "message": "Unknown error occurred."})


def test_an_answer_of_another_length_than_it_announces_is_a_failure(server):
    assert server.ask(get(b"/wrong-length"))[0] == 500


def test_callers_that_leave_early_disturb_nobody(server):
    for request in (b"", b"GET", get(b"/a")[:-2], b"POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n", get(b"/a")):
        for _ in range(6):
            caller = server.connect()
            caller.sendall(request)
            caller.close()
    assert server.ask(get(b"/still/there"))[0] == 200
