"""Servers of banks that are away, slow, false, or lead elsewhere."""

import socket
import ssl
import time

import pytest

from activities.callbacks.enqueue import StatusChange, enqueue_registration
from activities.callbacks.http_post import Poster
from activities.callbacks.sender import CallbackSender
from tests.activities.callbacks.callback_house import AT_MS, House
from tests.activities.callbacks.server import free_address, self_signed, serving


def test_redirects_are_not_followed(house):
    with serving() as elsewhere:

        def redirect(handler):
            handler.send_response(302)
            handler.send_header("Location", elsewhere.url)
            handler.end_headers()

        with serving(redirect) as bank:
            house.create(bank.url)
            [delivery_id] = house.note()
            assert house.send(delivery_id) == ("RETRY", "HTTP_302")
    assert elsewhere.heard == []


def test_nobody_listens(house):
    house.create(free_address())
    [delivery_id] = house.note()
    assert house.send(delivery_id) == ("RETRY", "CONNECTION_FAILED")


def test_a_server_that_hangs_up_or_talks_nonsense(house):
    def hang_up(handler):
        handler.connection.close()

    def nonsense(handler):
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")

    for answer, words in ((hang_up, {"PROTOCOL_ERROR", "CONNECTION_FAILED"}), (nonsense, {"PROTOCOL_ERROR"})):
        with serving(answer) as bank:
            house.create(bank.url, application_id="app")
            *_, delivery_id = house.note(sequence=id(answer))
            outcome, word = house.send(delivery_id)
            assert outcome == "RETRY"
            assert word in words
        house.registry.remove("app", house.registry.list_callbacks("app")[0].stored.callback_id)


@pytest.mark.exhaustive
def test_a_silent_server_and_one_that_drips_are_left_in_time(house, monkeypatch):
    def silent(_handler):
        time.sleep(5)

    def dripping(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(50):
            handler.wfile.write(b"X-Drip: 1\r\n")
            handler.wfile.flush()
            time.sleep(0.1)

    monkeypatch.setattr(house.sender, "_poster", Poster(ssl.create_default_context(), seconds=0.5))
    for answer in (silent, dripping):
        with serving(answer) as bank:
            callback, _ = house.create(bank.url)
            [delivery_id] = house.note(sequence=id(answer))
            begun = time.monotonic()
            assert house.send(delivery_id) == ("RETRY", "TIMED_OUT")
            assert time.monotonic() - begun < 3
        house.registry.remove("app", callback.callback_id)


def test_a_huge_answer_is_not_read(house):
    sent = []

    def huge(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(2000):
            handler.wfile.write(b"a" * 65536)
            sent.append(65536)

    with serving(huge) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        begun = time.monotonic()
        assert house.send(delivery_id) == ("DELIVERED", "")
        assert time.monotonic() - begun < 3
    assert sum(sent) < 100_000_000


def test_headers_without_end_are_refused(house):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for n in range(100_000):
            handler.wfile.write(b"X-%d: %s\r\n" % (n, b"a" * 1000))

    with serving(endless) as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("RETRY", "PROTOCOL_ERROR")


def test_a_certificate_is_verified_for_the_name(database, tmp_path):
    server, trusting = self_signed(tmp_path)
    with serving(tls=server) as bank:
        distrusting = House(database)
        distrusting.create(bank.url)
        [delivery_id] = distrusting.note()
        assert distrusting.send(delivery_id) == ("RETRY", "TLS_FAILED")
        assert bank.heard == []
        distrusting.sender = CallbackSender(database, distrusting.sealer, private=True, tls=trusting)
        assert distrusting.send(delivery_id) == ("DELIVERED", "")
        for host, ends in (("localhost", "DELIVERED"), ("127.0.0.2", "RETRY")):
            house = House(database, tls=trusting)
            house.create(bank.url.replace("127.0.0.1", host), application_id=host)
            with database.write() as session:
                [named] = enqueue_registration(
                    session, house.sealer, application_id=host, change=StatusChange(host, 1, AT_MS), facts={}
                )
            # The name of the certificate is asked for, whatever address the name has.
            assert house.send(named)[0] == ends


def test_an_address_is_judged_again_at_each_attempt(house):
    with serving() as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        house.sender = CallbackSender(house.database, house.sealer, private=False)
        assert house.send(delivery_id) == ("RETRY", "ADDRESS_REFUSED")
    assert bank.heard == []


def test_no_proxy_of_the_environment_is_used(house, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, free_address())
    with serving() as bank:
        house.create(bank.url)
        [delivery_id] = house.note()
        assert house.send(delivery_id) == ("DELIVERED", "")


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere_new(house, monkeypatch):
    """Asked once for each attempt; what is connected to is what was judged."""
    with serving() as bank:
        url = f"http://bank.test:{bank.port}/hook"
        asked = []

        def resolved(host, port, *_, **__):
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        house.create(free_address())
        [delivery_id] = house.note()
        with house.database.write() as session:
            session.connection().exec_driver_sql(f"UPDATE callback SET url = '{url}'")
        monkeypatch.setattr("activities.callbacks.destinations.socket.getaddrinfo", resolved)
        assert house.send(delivery_id) == ("DELIVERED", "")
    [heard] = bank.heard
    assert (heard.headers["Host"], asked.count("bank.test")) == (f"bank.test:{bank.port}", 1)


def test_what_one_bank_s_server_says_is_told_to_no_other_at_its_address(house):
    """Many banks may be behind one address: by it a client would know their cookies."""

    def with_cookie(handler):
        handler.send_response(200)
        handler.send_header("Set-Cookie", "session=of-the-first; Path=/")
        handler.end_headers()

    with serving(with_cookie) as bank:
        for name in ("first", "second"):
            callback, _ = house.create(
                bank.url.replace("127.0.0.1", {"first": "127.0.0.1", "second": "localhost"}[name])
            )
            [delivery_id] = house.note(sequence=len(bank.heard))
            assert house.send(delivery_id) == ("DELIVERED", "")
            house.registry.remove("app", callback.callback_id)
    first, second = bank.heard
    assert (first.headers["Host"], second.headers["Host"]) == (f"127.0.0.1:{bank.port}", f"localhost:{bank.port}")
    assert "Cookie" not in second.headers
