"""TLS on connections without a network: each wait has an end, what is kept is counted, and each side may end first."""

import ssl

import pytest

from api.server.certificate import Certificate, CertificateFiles
from api.server.connection import Phase
from api.server.entrance import Entrance
from tests.api.server.house import House
from tests.certificates import Authority

GET = b"GET /a HTTP/1.1\r\nHost: bank\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def entrance(authority):
    certificate, key = authority.issue()
    return Entrance(Certificate(CertificateFiles(certificate, key, None, ssl.TLSVersion.TLSv1_2)))


class Caller:
    """A client of TLS at the other end of a house's line."""

    def __init__(self, house, entrance, context, window=1 << 30):
        self.connection, self.line = house.connect(entrance=entrance, window=window)
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._in, self._out, server_hostname="localhost")
        self._heard = 0

    def shake_hands(self):
        for _ in range(3):
            try:
                return self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.pass_on()
            finally:
                self.pass_on()
        raise AssertionError("no end of the handshake")

    def say(self, data):
        self.tls.write(data)
        self.pass_on()

    def pass_on(self):
        """What this side has to say, to the server; and what it has sent, to this side."""
        if sent := self._out.read():
            self.line.protocol.data_received(sent)
        self._in.write(self.line.sent[self._heard :])
        self._heard = len(self.line.sent)

    def heard(self):
        """The words of the server so far; None: it has said its last."""
        self.pass_on()
        try:
            return self.tls.read(1 << 20)
        except ssl.SSLWantReadError:
            return b""
        except ssl.SSLZeroReturnError:
            return None


@pytest.fixture
def caller_of(entrance, authority):
    def made(house, **how):
        return Caller(house, entrance, authority.context(**how.pop("context", {})), **how)

    return made


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_request_is_answered_over_each_version(caller_of, version):
    house = House()
    caller = caller_of(house, context={"maximum_version": version})
    caller.shake_hands()
    assert caller.connection.phase == Phase.IDLE
    caller.say(GET + GET)
    assert len(house.requests) == 1, "the second waits for the first one's answer"
    caller.connection.send_answer((b"first",), keep=True)
    caller.connection.send_answer((b"second",), keep=False)
    assert (len(house.requests), caller.heard(), caller.heard()) == (2, b"first", b"second")
    assert caller.line.ended
    caller.line.hear_end()
    assert caller.line.closed
    assert caller.tls.version() == {"TLSv1_2": "TLSv1.2", "TLSv1_3": "TLSv1.3"}[version.name]
    assert b"first" not in caller.line.sent


def test_a_request_may_come_with_the_last_words_of_the_handshake(caller_of):
    house = House()
    caller = caller_of(house)
    with pytest.raises(ssl.SSLWantReadError):
        caller.tls.do_handshake()
    caller.pass_on()
    caller.tls.do_handshake()
    caller.say(GET)
    assert len(house.requests) == 1


@pytest.mark.parametrize("begun", [False, True])
def test_a_handshake_has_an_end_that_further_bytes_do_not_put_off(caller_of, begun):
    house = House()
    caller = caller_of(house)
    assert caller.connection.phase == Phase.HANDSHAKE
    house.clock.now += 9
    if begun:
        with pytest.raises(ssl.SSLWantReadError):
            caller.tls.do_handshake()
        caller.pass_on()
    house.callers.expire()
    assert not caller.line.closed
    house.clock.now += 2
    house.callers.expire()
    assert caller.line.closed
    assert house.refused == [408], "as a head that does not come"


def test_a_caller_that_sends_plain_http_is_told_so_in_plain_http(entrance):
    house = House()
    for path, code in (
        (b"/powerauth-cloud/v2/operations", b"ERROR_REQUEST"),
        (b"/enrollment-server/a", b"INVALID_REQUEST"),
    ):
        _, line = house.connect(b"POST " + path + b" HTTP/1.1\r\nHost: bank\r\nAuth", entrance=entrance)
        assert line.sent.startswith(b"HTTP/1.1 400 ")
        assert b"served by HTTPS only" in line.sent
        assert code in line.sent
        assert b"Strict-Transport-Security" not in line.sent
        assert line.ended
    assert (house.refused, house.requests) == ([400, 400], [])


def test_what_follows_plain_http_is_thrown_away(entrance):
    house = House()
    _, line = house.connect(b"POST /a HTTP/1.1\r\n", window=10, entrance=entrance)
    for _ in range(3):
        line.protocol.data_received(b"Host: bank\r\n")
    line.take()
    assert (line.sent.count(b"HTTP/1.1 400 "), house.refused, line.ended) == (1, [400], True)


@pytest.mark.parametrize(
    "noise", [b"\x00" * 50, b"\x16\x03\x01\x00\x05nonsense", b"\x80\x2e\x01\x03\x01" + b"\x00" * 60]
)
def test_what_is_neither_tls_nor_http_ends_the_connection(entrance, noise):
    house = House()
    _, line = house.connect(noise, entrance=entrance)
    assert (line.closed, house.refused) == (True, [400])
    assert b"HTTP" not in line.sent


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_a_caller_of_an_old_version_is_refused(caller_of):
    house = House()
    caller = caller_of(house)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    caller.tls = old.wrap_bio(caller._in, caller._out)
    with pytest.raises(ssl.SSLError):
        caller.shake_hands()
    assert (caller.line.closed, house.refused) == (True, [400])


def test_an_answer_that_is_not_taken_is_counted_as_it_is_sent_and_given_up(caller_of):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.say(GET)
    caller.line.window = 10
    caller.connection.send_answer((b"x" * 1_000_000,), keep=True)
    assert caller.connection.phase == Phase.SENDING
    assert house.callers.buffered_bytes == len(caller.line.unsent) > 1_000_000
    house.clock.now += 61
    house.callers.expire()
    assert caller.line.closed
    caller.line.protocol.connection_lost(None)
    assert house.callers.buffered_bytes == 0


def test_an_answer_that_is_taken_late_is_whole_and_the_connection_goes_on(caller_of):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.say(GET)
    caller.line.window = 10
    caller.connection.send_answer((b"head", b"x" * 1_000_000), keep=True)
    caller.line.take()
    taken = b""
    while piece := caller.heard():
        taken += piece
    assert taken == b"head" + b"x" * 1_000_000
    assert (caller.connection.phase, house.callers.buffered_bytes) == (Phase.IDLE, 0)
    caller.say(GET)
    assert len(house.requests) == 2


def test_who_takes_no_words_is_not_listened_to_and_not_waited_for(caller_of):
    """Records of TLS that have replies must not pile these up."""
    house = House()
    caller = caller_of(house, window=0)
    with pytest.raises(ssl.SSLWantReadError):
        caller.tls.do_handshake()
    caller.pass_on()
    assert caller.line.unsent, "the server's part of the handshake"
    house.clock.now += 11
    house.callers.expire()
    assert caller.line.closed


def test_a_caller_that_has_said_its_last_word_still_gets_its_answer(caller_of):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.say(GET)
    with pytest.raises(ssl.SSLWantReadError):
        caller.tls.unwrap()
    caller.pass_on()
    assert caller.line.protocol.eof_received(), "the line is kept open"
    assert not caller.line.closed
    caller.connection.send_answer((b"answer",), keep=True)
    assert caller.line.closed


@pytest.mark.parametrize("word", [True, False])
def test_a_request_that_ends_in_the_middle_is_refused_with_an_answer(caller_of, word):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.say(GET[:20])
    if word:
        with pytest.raises(ssl.SSLWantReadError):
            caller.tls.unwrap()
        caller.pass_on()
    caller.line.protocol.eof_received()
    assert (house.refused, caller.line.closed) == ([400], True)


def test_after_a_refusal_what_still_comes_is_thrown_away(caller_of):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.say(b"nonsense\r\n\r\n")
    refusal = caller.heard()
    assert refusal.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nStrict-Transport-Security: max-age=31536000\r\n" in refusal
    assert caller.connection.phase == Phase.LINGERING
    for _ in range(3):
        caller.say(b"x" * 100_000)
    assert (house.callers.buffered_bytes, caller.heard(), caller.line.closed) == (0, b"", False)
    house.clock.now += 3
    house.callers.expire()
    assert caller.line.closed


def test_a_broken_record_ends_the_connection(caller_of):
    house = House()
    caller = caller_of(house)
    caller.shake_hands()
    caller.line.protocol.data_received(b"\x17\x03\x03\x00\x20" + b"x" * 32)
    assert (caller.line.closed, house.requests) == (True, [])


def test_a_server_that_stops_waits_for_no_handshake(caller_of):
    house = House()
    caller = caller_of(house)
    caller.connection.close_if_idle()
    assert caller.line.closed
