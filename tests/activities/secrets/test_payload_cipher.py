"""What Temporal keeps is encrypted under the current master key, and read under any of the ring."""

import os

import pytest

from activities.secrets import payload_cipher
from activities.secrets.derived_keys import derive
from activities.secrets.payload_cipher import PayloadCipher
from activities.secrets.sealing import Sealer, Unsealable
from config import master_key

TEXT = b"user roman, payment 42"


@pytest.fixture
def cipher():
    return PayloadCipher(master_key.generate())


def test_what_is_encrypted_hides_the_text_differs_each_time_and_is_read(cipher):
    first, second = cipher.encrypt(TEXT), cipher.encrypt(TEXT)
    assert first != second
    for under, encrypted in (first, second):
        assert TEXT not in encrypted
        assert cipher.decrypt(under, encrypted) == TEXT
    assert len(first[1]) == len(TEXT) + 24 + 16


def test_texts_of_one_writer_have_nonces_of_their_own(cipher):
    texts = [cipher.encrypt(TEXT)[1] for _ in range(500)]
    assert len({one[:12] for one in texts}) == 1
    assert len({one[12:24] for one in texts}) == 500


def test_writers_have_keys_of_their_own():
    key = master_key.generate()
    first, second = (PayloadCipher(key).encrypt(TEXT) for _ in range(2))
    assert first[1][:12] != second[1][:12]
    swapped = second[1][:12] + first[1][12:]
    with pytest.raises(Unsealable, match="was changed"):
        PayloadCipher(key).decrypt(first[0], swapped)


def test_a_writer_takes_another_key_before_its_nonces_may_meet(monkeypatch):
    monkeypatch.setattr(payload_cipher, "_USES", 3)
    cipher = PayloadCipher(master_key.generate())
    texts = [cipher.encrypt(TEXT) for _ in range(7)]
    salts = [one[1][:12] for one in texts]
    assert [len({*salts[at : at + 3]}) for at in (0, 3)] == [1, 1]
    assert len({*salts}) == 3
    assert {cipher.decrypt(*one) for one in texts} == {TEXT}


def test_no_more_keys_of_writers_are_remembered_than_may_be(cipher):
    for _ in range(1100):
        with pytest.raises(Unsealable):
            cipher.decrypt(cipher.current, os.urandom(60))
    assert cipher._reader.cache_info().currsize == 1024


def test_former_keys_are_read_and_the_current_one_writes():
    old, new = master_key.generate(), master_key.generate()
    before = PayloadCipher(old).encrypt(TEXT)
    ring = PayloadCipher(new, old)
    assert ring.decrypt(*before) == TEXT
    after = ring.encrypt(TEXT)
    assert after[0] != before[0]
    assert PayloadCipher(new).decrypt(*after) == TEXT


def test_a_key_that_is_missing_is_named_and_where_it_belongs():
    before = PayloadCipher(master_key.generate()).encrypt(TEXT)
    with pytest.raises(Unsealable, match=f"under the master key {before[0]}.*NEXTSTEP_FORMER_MASTER_KEYS"):
        PayloadCipher(master_key.generate()).decrypt(*before)


def test_what_is_no_key_s_name_is_not_repeated(cipher):
    with pytest.raises(Unsealable) as refused:
        cipher.decrypt("\x1b[2Jcanary\n", cipher.encrypt(TEXT)[1])
    assert "canary" not in str(refused.value)
    assert str(refused.value).isprintable()


def test_keys_are_told_apart_as_those_of_the_database_are():
    key = master_key.generate()
    assert PayloadCipher(key).current == Sealer.of(key).key_id


@pytest.mark.parametrize("at", [0, 11, 12, 23, 24, 40, -1])
def test_a_changed_text_is_refused(cipher, at):
    under, encrypted = cipher.encrypt(TEXT)
    changed = bytearray(encrypted)
    changed[at] ^= 1
    with pytest.raises(Unsealable, match="was changed"):
        cipher.decrypt(under, bytes(changed))


@pytest.mark.parametrize("length", [0, 1, 12, 23, 24, 39])
def test_a_text_that_was_cut_off_is_refused(cipher, length):
    under, encrypted = cipher.encrypt(TEXT)
    with pytest.raises(Unsealable, match="was changed"):
        cipher.decrypt(under, encrypted[:length])


@pytest.mark.parametrize("cipher", [PayloadCipher(), PayloadCipher(master_key.generate(), has_current=False)])
def test_without_a_current_key_nothing_is_encrypted(cipher):
    with pytest.raises(Unsealable, match="NEXTSTEP_MASTER_KEY"):
        cipher.encrypt(TEXT)


def test_keys_of_two_purposes_have_nothing_in_common():
    key = master_key.decode(master_key.generate())
    assert len({key, derive(key, "payloads"), derive(key, "digests")}) == 3
