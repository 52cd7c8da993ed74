"""Secrets at rest open for their own row, under a key of the ring."""

import base64

import pytest

from activities.secrets.sealing import Sealer, Unsealable
from config import master_key

SECRET = b"thirty-two bytes of a private key"
ROW = ("registration", "1", "roman", "server_private_key")


@pytest.fixture
def sealer():
    return Sealer.of(master_key.generate())


def test_a_secret_opens_for_its_own_row_only(sealer):
    sealed = sealer.seal(SECRET, *ROW)
    assert sealer.open(sealed, *ROW) == SECRET
    for n in range(len(ROW)):
        other = [*ROW[:n], "x", *ROW[n + 1 :]]
        with pytest.raises(Unsealable):
            sealer.open(sealed, *other)


def test_two_sealings_of_one_secret_differ_and_hide_it(sealer):
    first, second = sealer.seal(SECRET, *ROW), sealer.seal(SECRET, *ROW)
    assert first != second
    assert SECRET not in base64.b64decode(first.rpartition(".")[2])


@pytest.mark.parametrize("at", range(0, 90, 7))
def test_a_changed_text_does_not_open(sealer, at):
    sealed = sealer.seal(SECRET, *ROW)
    changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    with pytest.raises(Unsealable):
        sealer.open(changed, *ROW)


@pytest.mark.parametrize("text", ["", "v1", "v1..", "v2.00000000.AAAA", "v1.00000000.?", "no"])
def test_a_text_that_was_never_sealed_does_not_open(sealer, text):
    with pytest.raises(Unsealable):
        sealer.open(text, *ROW)


def test_former_keys_open_and_the_current_one_seals():
    old, new = master_key.generate(), master_key.generate()
    before = Sealer.of(old).seal(SECRET, *ROW)
    ring = Sealer.of(new, old)
    assert ring.open(before, *ROW) == SECRET
    assert not ring.is_current(before)
    after = ring.seal(SECRET, *ROW)
    assert ring.is_current(after)
    assert Sealer.of(new).open(after, *ROW) == SECRET
    with pytest.raises(Unsealable):
        Sealer.of(new).open(before, *ROW)


def test_without_a_master_key_nothing_is_sealed_or_opened(sealer):
    nothing = Sealer.of("")
    with pytest.raises(Unsealable, match="NEXTSTEP_MASTER_KEY"):
        nothing.seal(SECRET, *ROW)
    with pytest.raises(Unsealable):
        nothing.open(sealer.seal(SECRET, *ROW), *ROW)


@pytest.mark.parametrize("text", ["short", "A" * 44, base64.b64encode(bytes(31)).decode(), "é" * 44])
def test_a_master_key_is_base64_of_32_bytes(text):
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer.of(text)


def test_a_sealer_does_not_show_its_keys(sealer):
    assert repr(sealer) == "Sealer()"
