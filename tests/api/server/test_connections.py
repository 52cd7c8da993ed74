"""What callers may rely on: connections are used again, and no request on one is lost."""

import json
import time
from contextlib import closing

import pytest

from tests.api.server.running import everything, get, one, parsed, post

BODY = b"x" * 100_000


def test_one_connection_serves_several_requests(server):
    with closing(server.connect()) as caller:
        for number in range(3):
            caller.sendall(b"GET /%d HTTP/1.1\r\nHost: bank\r\n\r\n" % number)
            answer = one(caller)
            assert parsed(answer) == (200, {"path": str(number), "size": 0})
            assert b"close" not in answer


@pytest.mark.parametrize("path", [b"/unread/401", b"/unread/404", b"/unread/413", b"/process", b"/a/b/../c"])
def test_after_an_answer_that_left_a_body_unread_the_next_request_is_heard(server, path):
    """`/process` knows no POST: 405."""
    with closing(server.connect()) as caller:
        for number in range(25):
            caller.sendall(post(path, BODY))
            assert b"connection: close" not in one(caller).lower()
            caller.sendall(post(b"/%d" % number, b"next"))
            assert parsed(one(caller)) == (200, {"path": str(number), "size": 4})


def test_a_body_beyond_the_limit_is_refused_with_the_end_of_the_connection_and_the_answer_arrives(server):
    for _ in range(10):
        with closing(server.connect()) as caller:
            caller.sendall(b"POST /a HTTP/1.1\r\nHost: bank\r\nContent-Length: 3000000\r\n\r\n")
            try:
                caller.sendall(b"x" * 3_000_000)
            except OSError:
                pytest.fail("the connection was closed before its caller could read the answer")
            answer = everything(caller)
        assert b"\r\nConnection: close\r\n" in answer
        assert parsed(answer)[0] == 413


def test_requests_sent_ahead_are_answered_in_their_order(server):
    with closing(server.connect()) as caller:
        ahead = [b"/slow/0.3", b"/1", b"/2", b"/3"]
        caller.sendall(b"".join(b"GET %s HTTP/1.1\r\nHost: bank\r\n\r\n" % path for path in ahead[:3]))
        caller.sendall(get(ahead[3]))
        answers = everything(caller).split(b"HTTP/1.1 ")[1:]
        found = [json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in answers]
        assert found == [{"slept": 0.3}, *({"path": path, "size": 0} for path in "123")]


def test_a_caller_that_waits_for_leave_gets_it_before_it_sends_its_body(server):
    with closing(server.connect()) as caller:
        caller.sendall(b"POST /a HTTP/1.1\r\nHost: bank\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert caller.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        caller.sendall(b"abc")
        assert parsed(one(caller)) == (200, {"path": "a", "size": 3})


def test_a_client_that_offers_another_protocol_is_served_in_this_one(server):
    upgrade = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA")
    with closing(server.connect()) as caller:
        for _ in range(2):
            caller.sendall(post(b"/a", b"abc", *upgrade))
            assert parsed(one(caller)) == (200, {"path": "a", "size": 3})


@pytest.mark.parametrize("field", [b"Connection: close", b"connection: Close"])
def test_a_connection_ends_where_its_caller_wants_it(server, field):
    with closing(server.connect()) as caller:
        caller.sendall(post(b"/a", b"abc", field))
        answer = everything(caller)
        assert parsed(answer)[0] == 200
        assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize(
    "last", [b"GET /a HTTP/1.1\r\nHost: bank\r\nConnection: close\r\n\r\n", b"GET /a HTTP/1.0\r\n\r\n"]
)
def test_what_comes_behind_a_last_request_does_not_take_its_answer_back(server, last):
    with closing(server.connect()) as caller:
        caller.sendall(last)
        time.sleep(0.3)  # it is answered
        try:
            for _ in range(3):
                caller.sendall(get(b"/b"))
                time.sleep(0.05)
            answer = everything(caller)
        except OSError:
            pytest.fail("the connection was closed before its caller could read the answer")
    assert parsed(answer) == (200, {"path": "a", "size": 0})
    assert answer.count(b"HTTP/1.1 ") == 1


def test_the_old_protocol_keeps_a_connection_only_when_asked(server):
    with closing(server.connect()) as caller:
        caller.sendall(b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert b"\r\nConnection: keep-alive\r\n" in one(caller)
        caller.sendall(b"GET /a HTTP/1.0\r\n\r\n")
        assert parsed(everything(caller))[0] == 200


def test_answers_without_a_body_end_where_they_should(server):
    with closing(server.connect()) as caller:
        caller.sendall(post(b"/empty", b""))
        caller.sendall(b"HEAD /a HTTP/1.1\r\nHost: bank\r\n\r\n")
        caller.sendall(get(b"/b"))
        empty, head, last = everything(caller).split(b"HTTP/1.1 ")[1:]
        assert empty.startswith(b"204 ")
        assert head.startswith(b"200 ")
        assert head.endswith(b"\r\n\r\n")
        assert last.endswith(b'{"path":"b","size":0}\n')


def test_a_field_with_underscores_does_not_pass_for_one_with_hyphens(server):
    _, fields = server.get(
        b"/fields",
    )
    assert "HTTP_X_FORWARDED_FOR" not in fields
    _, fields = server.ask(get(b"/fields", b"X_Forwarded_For: 1.2.3.4", b"X-Twice: a", b"X-Twice: b"))
    assert "HTTP_X_FORWARDED_FOR" not in fields
    assert fields["HTTP_X_TWICE"] == "a,b"
    assert fields["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize("target", [b"http://bank/a/b?c", b"/a/b?c#d", b"/a/%62"])
def test_the_path_is_found_in_every_form_of_a_target(server, target):
    assert server.get(target) == (200, {"path": "a/b", "size": 0})
