"""How a phone's counter stands to the server's, and what it makes of it."""

import pytest

from api.demo.device.counter import Counter, CounterStanding, ServerCounter, compare

TRANSPORT = bytes(range(16))
START = Counter(b"\7" * 16)
WINDOW = 20


def at(position, **other):
    """What a status says of a server at this position of the chain."""
    counter = START.advance(position)
    return ServerCounter(
        **({"low_byte": position % 256, "digest": counter.digest(TRANSPORT), "look_ahead": WINDOW} | other)
    )


def test_the_chain_is_a_folded_hash():
    assert START.advance(0) == START
    assert START.advance(2) == START.advance().advance()
    # SHA-256 of 16 zero bytes is 374708ff f7719dd5 979ec875 d56cd228 | 6f6d3cf7 ec317a3b 25632aab 28ec37bb.
    assert Counter(bytes(16)).advance() == Counter(bytes.fromhex("582a34081b40e7eeb2fde2defd80e593"), 1)


@pytest.mark.parametrize(
    ("phone", "server", "standing"),
    [
        (0, 0, CounterStanding.IN_STEP),
        (300, 300, CounterStanding.IN_STEP),
        (0, 1, CounterStanding.CAUGHT_UP),
        (250, 260, CounterStanding.CAUGHT_UP),
        (0, 20, CounterStanding.CAUGHT_UP),
        (0, 21, CounterStanding.LOST),
        (1, 0, CounterStanding.AHEAD),
        (260, 250, CounterStanding.AHEAD),
        (11, 0, CounterStanding.FAR_AHEAD),
        (19, 0, CounterStanding.FAR_AHEAD),
        (20, 0, CounterStanding.LOST),
        (100, 0, CounterStanding.LOST),
    ],
)
def test_how_a_phone_stands(phone, server, standing):
    found, counter = compare(START.advance(phone), at(server), TRANSPORT)
    assert found is standing
    assert counter == START.advance(server if standing is CounterStanding.CAUGHT_UP else phone)


@pytest.mark.parametrize("position", [0, 3])
def test_a_server_in_another_chain_is_lost(position):
    other = at(position, digest=Counter(bytes(16)).advance(position).digest(TRANSPORT))
    assert compare(START, other, TRANSPORT) == (CounterStanding.LOST, START)


def test_a_server_whose_number_and_chain_disagree_is_lost():
    assert compare(START, at(5, low_byte=4), TRANSPORT)[0] is CounterStanding.LOST
