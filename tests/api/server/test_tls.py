"""The server over TLS, with real clients and sockets."""

import signal
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack, closing, suppress

import httpx
import pytest

from api.server.worker import RENEWAL_SECONDS
from tests.api.server.running import HERE, everything, get, one, parsed, post, running, until
from tests.certificates import Authority

pytestmark = pytest.mark.live

RENEWED = RENEWAL_SECONDS + 60


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority):
    certificate, key = authority.issue("served")
    home = tmp_path_factory.mktemp("home")
    with running(home, tls_certificate=certificate, tls_key=key, processes=2, head_timeout=2) as server:
        yield server


def secured(server, authority, **how):
    return authority.context(**how).wrap_socket(server.connect(), server_hostname="localhost")


def shown_name(server, authority):
    with closing(secured(server, authority)) as caller:
        return dict(pair[0] for pair in caller.getpeercert()["subject"])["commonName"]


def test_a_client_of_the_ecosystem_is_served_on_one_connection(server, authority):
    with httpx.Client(base_url=f"https://localhost:{server.port}", verify=authority.context()) as client:
        for path in ("/a", "/large/3000000", "/fields", "/b"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert client.post("/c", content=b"x" * 1_000_000).json() == {"path": "c", "size": 1_000_000}
        lines = {
            answer.extensions["network_stream"].get_extra_info("socket").getsockname() for answer in [client.get("/a")]
        }
        assert len(lines) == 1
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://localhost:{server.port}/a")


@pytest.mark.parametrize(
    ("options", "version"), [(["-tls1_2"], "TLSv1.2"), (["-tls1_3"], "TLSv1.3"), (["-tls1_1"], None)]
)
def test_openssl_agrees_on_new_versions_only_and_verifies_the_chain(server, authority, options, version):
    found = subprocess.run(
        ["openssl", "s_client", "-connect", f"{HERE}:{server.port}", "-CAfile", authority.file, "-verify_return_error",
         "-verify_hostname", "localhost", "-alpn", "h2,http/1.1", "-ign_eof", *options],
        input=get(b"/a"), capture_output=True, timeout=60,
    )  # fmt: skip
    said = found.stdout.decode()
    if version is None:
        assert found.returncode != 0
        assert "HTTP/1.1" not in said
        return
    assert "Verify return code: 0 (ok)" in said
    assert "ALPN protocol: http/1.1" in said
    assert version in said
    assert "HTTP/1.1 200 OK" in said


def test_plain_http_at_a_port_of_tls_is_refused_in_plain_http(server):
    status, answer = server.get(b"/powerauth-cloud/v2/operations")
    assert (status, answer["responseObject"]["code"]) == (400, "ERROR_REQUEST")
    assert answer["responseObject"]["message"].endswith("this address is served by HTTPS only")


@pytest.mark.parametrize("sent", [b"", b"\x16", b"\x16\x03\x01\x01\x00"])
def test_a_handshake_that_does_not_go_on_is_closed_and_counted_as_a_slow_head(server, authority, sent):
    def counted():
        with closing(secured(server, authority)) as caller:
            caller.sendall(get(b"/counted?code=408"))
            return parsed(everything(caller))[1]["refused"] or 0

    before = counted()
    with closing(server.connect()) as caller:
        caller.sendall(sent)
        begun = time.monotonic()
        assert everything(caller) == b""
        assert 1.5 < time.monotonic() - begun < 8
    assert counted() == before + 1


def test_slow_handshakes_keep_nobody_from_being_served(server, authority):
    with ExitStack() as held:
        for _ in range(60):
            held.enter_context(closing(server.connect())).sendall(b"\x16\x03\x01")
        begun = time.monotonic()
        for _ in range(5):
            with closing(secured(server, authority)) as caller:
                caller.sendall(get(b"/a"))
                assert parsed(everything(caller))[0] == 200
        assert time.monotonic() - begun < 5


def test_deadlines_of_heads_hold_over_tls_with_an_answer(server, authority):
    with closing(secured(server, authority)) as caller:
        caller.sendall(b"POST /a HTTP/1.1\r\n")
        answer = everything(caller)
    assert parsed(answer)[0] == 408
    assert b"\r\nStrict-Transport-Security: " in answer


def test_a_body_beyond_the_limit_is_refused_over_tls_and_the_answer_arrives(server, authority):
    for _ in range(5):
        with closing(secured(server, authority)) as caller:
            caller.sendall(b"POST /a HTTP/1.1\r\nHost: bank\r\nContent-Length: 3000000\r\n\r\n")
            with suppress(ssl.SSLError):  # the server has said its last word, and throws the rest away
                caller.sendall(b"x" * 3_000_000)
            assert parsed(everything(caller))[0] == 413


def test_a_renewed_certificate_is_shown_without_a_restart_and_open_connections_go_on(tmp_path, authority):
    certificate, key = authority.issue("renewed", common_name="before")
    with (
        running(tmp_path, tls_certificate=certificate, tls_key=key, processes=2) as server,
        closing(secured(server, authority)) as kept,
    ):
        kept.sendall(post(b"/a", b"abc"))
        one(kept)
        certificate.write_text("half of a renewal")
        until(lambda: server.told().count("the certificate stays as it is") == 2, seconds=RENEWED)
        assert shown_name(server, authority) == "before"
        authority.issue("renewed", common_name="after")
        until(lambda: server.told().count("the certificate was renewed") == 2, seconds=RENEWED)
        assert {shown_name(server, authority) for _ in range(6)} == {"after"}
        kept.sendall(post(b"/b", b"abc"))
        assert parsed(one(kept)) == (200, {"path": "b", "size": 3})


def test_a_hangup_begins_anew_with_the_files_of_then(tmp_path, authority):
    certificate, key = authority.issue("hangup", common_name="before")
    with running(tmp_path, tls_certificate=certificate, tls_key=key) as server:
        assert shown_name(server, authority) == "before"
        authority.issue("hangup", common_name="after")
        server.process.send_signal(signal.SIGHUP)

        def renewed():
            with suppress(OSError):
                return shown_name(server, authority) == "after"

        until(renewed)


def test_a_server_that_stops_ends_what_it_has_begun_over_tls(tmp_path, authority):
    certificate, key = authority.issue("stopped")
    with running(tmp_path, tls_certificate=certificate, tls_key=key) as server:
        busy, idle, silent = secured(server, authority), secured(server, authority), server.connect()
        with closing(busy), closing(idle), closing(silent):
            busy.sendall(get(b"/slow/1.0"))
            server.until_slow()
            server.process.send_signal(signal.SIGTERM)
            assert everything(idle) == everything(silent) == b""
            assert parsed(everything(busy)) == (200, {"slept": 1.0})
            server.process.wait(8)


def test_more_connections_than_an_address_may_have_are_closed_without_a_handshake(tmp_path, authority):
    certificate, key = authority.issue("bounded")
    with (
        running(tmp_path, tls_certificate=certificate, tls_key=key, address_connections=2) as server,
        ExitStack() as held,
    ):
        for _ in range(2):
            held.enter_context(closing(secured(server, authority)))
        with pytest.raises((ssl.SSLError, ConnectionError)), closing(socket.socket()):
            secured(server, authority)
