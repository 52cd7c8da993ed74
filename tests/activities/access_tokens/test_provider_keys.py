"""The provider's keys: fetched when they are needed, kept when it is away, and never waited for long."""

import ssl
import threading
import time

import pytest

from activities.access_tokens import provider_keys
from activities.access_tokens.provider import IdentityProvider as Client
from activities.access_tokens.provider_keys import (
    BELIEVED_SECONDS,
    FRESH_SECONDS,
    RETRY_SECONDS,
    STALE_SECONDS,
    UNKNOWN_SECONDS,
    ProviderKeys,
)
from activities.access_tokens.refused import ProviderUnavailable
from tests.activities.peers.dripping import dripping
from tests.certificates import Authority
from tests.identity_provider import DISCOVERY, JWKS, IdentityProvider, SigningKey
from tests.set_clock import SetClock

FIRST, SECOND = SigningKey("ES256", "first"), SigningKey("ES256", "second")


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def provider():
    with IdentityProvider(FIRST).serving() as found:
        yield found


def client(provider, **members):
    return Client(**{"issuer": provider.issuer, "seconds": 2.0, **members})


def keys_of(provider, clock, seconds=2.0):
    return ProviderKeys(client(provider, seconds=seconds).fetch, seconds, clock)


def settle():
    """Until no fetch is under way."""
    for thread in threading.enumerate():
        if thread.name == "provider-keys":
            thread.join(5)


def away(_path):
    return 503, b""


def test_keys_are_found_by_the_providers_description_and_fetched_once(provider, clock):
    keys = keys_of(provider, clock)
    for _ in range(3):
        assert keys.find("first", "ES256")
    assert provider.asked == [DISCOVERY, JWKS]


def test_an_address_of_keys_is_asked_alone(provider):
    assert len(client(provider, jwks_address=provider.base + JWKS).fetch()) == 1
    assert provider.asked == [JWKS]


def test_a_new_key_is_found_when_a_token_names_it(provider, clock):
    keys = keys_of(provider, clock)
    assert keys.find("first", "ES256")
    provider.keys = [SECOND]
    clock.now += UNKNOWN_SECONDS
    assert keys.find("second", "ES256")
    assert keys.find("first", "ES256") is None  # withdrawn


def test_made_up_keys_make_no_requests_of_ours(provider, clock):
    keys = keys_of(provider, clock)
    for guess in range(200):
        assert keys.find(f"guess {guess}", "ES256") is None
    asked = len(provider.asked)
    assert asked <= 4  # once at first, and once more at most
    clock.now += UNKNOWN_SECONDS
    for guess in range(200):
        assert keys.find(f"guess {guess}", "ES256") is None
    assert len(provider.asked) == asked + 2


def test_keys_are_fetched_anew_beside_the_request_once_they_are_old(provider, clock):
    keys = keys_of(provider, clock)
    keys.find("first", "ES256")
    clock.now += FRESH_SECONDS + 1
    provider.keys = [FIRST, SECOND]
    assert keys.find("first", "ES256")
    settle()
    assert len(provider.asked) == 4
    assert keys.find("second", "ES256")
    assert len(provider.asked) == 4


@pytest.mark.parametrize("fault", [False, True])
def test_after_a_time_without_tokens_a_key_that_was_withdrawn_is_not_taken_once_more(provider, clock, fault):
    """However the last fetch before that went."""
    keys = keys_of(provider, clock)
    assert keys.find("first", "ES256")
    if fault:
        provider.answer = away
        clock.now += FRESH_SECONDS + 1
        assert keys.find("first", "ES256")
        settle()
        provider.answer = None
    clock.now += STALE_SECONDS + 1
    provider.keys = [SECOND]
    assert keys.find("first", "ES256") is None
    assert keys.find("second", "ES256")


@pytest.mark.exhaustive
def test_after_a_time_without_tokens_a_silent_provider_is_waited_for_once(provider, clock):
    keys = ProviderKeys(client(provider, seconds=0.5).fetch, 0.2, clock)
    assert keys.find("first", "ES256")
    provider.answer = lambda _path: 1.0
    clock.now += STALE_SECONDS + 1
    assert keys.find("first", "ES256")
    settle()
    asked = len(provider.asked)
    for _ in range(20):
        assert keys.find("first", "ES256")
    assert len(provider.asked) == asked


def test_a_provider_that_is_away_is_no_outage_for_a_day(provider, clock):
    keys = keys_of(provider, clock)
    assert keys.find("first", "ES256")
    provider.answer = away
    for _ in range(5):
        clock.now += BELIEVED_SECONDS / 5
        assert keys.find("first", "ES256")
        settle()
    clock.now += 1
    with pytest.raises(ProviderUnavailable, match="HTTP 503"):
        keys.find("first", "ES256")
    provider.answer = None
    clock.now += RETRY_SECONDS
    assert keys.find("first", "ES256")


def test_a_key_that_may_be_new_is_not_refused_while_the_provider_is_away(provider, clock):
    keys = keys_of(provider, clock)
    keys.find("first", "ES256")
    provider.answer = away
    clock.now += UNKNOWN_SECONDS
    with pytest.raises(ProviderUnavailable):
        keys.find("second", "ES256")
    assert keys.find("first", "ES256")


def test_a_provider_that_was_never_there_is_asked_once_in_a_while(provider, clock):
    provider.answer = away
    keys = keys_of(provider, clock)
    for _ in range(20):
        with pytest.raises(ProviderUnavailable):
            keys.find("first", "ES256")
    assert provider.asked == [DISCOVERY]
    provider.answer = None
    clock.now += RETRY_SECONDS
    assert keys.find("first", "ES256")


def test_nobody_waits_longer_than_is_allowed_for_a_provider_that_is_silent(provider, clock):
    provider.answer = lambda _path: 3.0
    keys = ProviderKeys(client(provider, seconds=3.0).fetch, 0.2, clock)
    began = time.monotonic()
    with pytest.raises(ProviderUnavailable, match=r"0\.2 s"):
        keys.find("first", "ES256")
    assert time.monotonic() - began < 1.5


def test_few_threads_wait_for_the_provider_and_others_are_told_to_come_again(clock):
    begun, go = threading.Semaphore(0), threading.Event()

    def fetch():
        begun.release()
        go.wait(10)
        raise ProviderUnavailable("away")

    keys = ProviderKeys(fetch, 5.0, clock)
    refused = []

    def ask():
        with pytest.raises(ProviderUnavailable) as error:
            keys.find("first", "ES256")
        refused.append(str(error.value))

    askers = [threading.Thread(target=ask) for _ in range(12)]
    for asker in askers:
        asker.start()
    assert begun.acquire(timeout=5)
    until = time.monotonic() + 5
    while len(refused) < 8 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(refused) == 12 - provider_keys._WAITING
    assert set(refused) == {"the identity provider's keys are being fetched"}
    go.set()
    for asker in askers:
        asker.join(5)
    assert not begun.acquire(blocking=False)  # one fetch for all of them


def test_a_fault_of_our_own_in_fetching_is_no_deadlock(clock):
    def fetch():
        raise RuntimeError("a fault")

    keys = ProviderKeys(fetch, 2.0, clock)
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            keys.find("first", "ES256")
        clock.now += RETRY_SECONDS


GARBAGE = {
    "an error": (lambda _: (500, b""), "HTTP 500"),
    "another address": (lambda _: (302, b""), "HTTP 302"),
    "nothing": (lambda _: (200, b""), "is not JSON"),
    "a page": (lambda _: (200, b"<html>"), "is not JSON"),
    "a list": (lambda _: (200, []), "issuer is not"),
    "another issuer": (lambda _: (200, {"issuer": "https://login.other.test"}), "issuer is not"),
    "too much": (lambda _: (200, b" " * 300_000), "longer than"),
}


@pytest.mark.parametrize(("answer", "said"), GARBAGE.values(), ids=GARBAGE)
def test_a_description_that_is_none_is_refused_with_the_reason(provider, answer, said):
    provider.answer = answer
    with pytest.raises(ProviderUnavailable, match=said):
        client(provider).fetch()


ADDRESSES = {
    "in clear": ("http://login.bank.test/certs", "must be https"),
    "a file": ("file:///etc/passwd", "is not a web address"),
    "none": (None, "is none"),
    "empty": ("", "is none"),
    "with a password": ("https://a:b@login.bank.test/certs", "is not a web address"),
}


@pytest.mark.parametrize(("address", "said"), ADDRESSES.values(), ids=ADDRESSES)
def test_keys_are_taken_from_nowhere_that_others_could_change_them(provider, address, said):
    provider.discovered = {"jwks_uri": address}
    with pytest.raises(ProviderUnavailable, match=f"jwks_uri {said}"):
        client(provider).fetch()


def test_a_provider_of_https_has_nobody_on_this_machine_asked_in_clear(tmp_path):
    """What listens on loopback trusts whoever comes."""
    authority, server = Authority(tmp_path), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(*authority.issue())
    inside, outside = IdentityProvider(FIRST), IdentityProvider(FIRST)
    with inside.serving(), outside.serving(tls=server):
        asks = client(outside, authorities=authority.file)
        assert len(asks.fetch()) == 1
        outside.discovered = {"jwks_uri": inside.base + JWKS}
        with pytest.raises(ProviderUnavailable, match="must be https, as the issuer is"):
            asks.fetch()
    assert inside.asked == []


@pytest.mark.parametrize("body", [b"{}", b'{"keys": []}', b"[", b'{"keys": [], "keys": []}'])
def test_keys_that_are_none_are_refused(provider, body):
    provider.answer = lambda path: provider.published(path) if path == DISCOVERY else (200, body)
    with pytest.raises(ProviderUnavailable, match=JWKS):
        client(provider).fetch()


def test_an_issuer_with_a_slash_at_its_end_is_that_one(provider):
    provider.discovered = {"issuer": provider.issuer + "/"}
    assert len(client(provider, issuer=provider.issuer + "/").fetch()) == 1
    with pytest.raises(ProviderUnavailable, match="to the letter"):
        client(provider).fetch()


def test_nobody_listens(provider):
    with pytest.raises(ProviderUnavailable, match="no answer"):
        client(provider, issuer="http://127.0.0.1:9/realms/bank").fetch()


def test_a_file_of_authorities_that_has_none_is_named(provider, tmp_path):
    Authority(tmp_path)  # what such a file looks like is known to the library
    (tmp_path / "empty.pem").write_text("none")
    with pytest.raises(ProviderUnavailable, match="NEXTSTEP_OIDC_CA"):
        client(provider, authorities=tmp_path / "empty.pem").fetch()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("begin", "piece"), [(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"), (b"HTTP/1.1 200 OK\r\n\r\n", b" ")]
)
def test_a_provider_that_drips_is_given_up_and_asked_again(provider, clock, begin, piece):
    """In the head of its answer, or in the body: a fetch that never ended would be the last one."""
    with dripping(begin, piece) as address:
        keys = ProviderKeys(Client(issuer=address, seconds=0.3).fetch, 2.0, clock)
        for _ in range(2):
            with pytest.raises(ProviderUnavailable, match="no whole answer within"):
                keys.find("first", "ES256")
            clock.now += RETRY_SECONDS + 1
