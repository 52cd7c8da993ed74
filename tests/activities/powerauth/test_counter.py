"""The counter's chain of hashes (`powerauth-protocol.md` §5.4)."""

import hashlib

from activities.powerauth.counter import generate, next_value


def test_the_next_value_is_the_folded_hash():
    hashed = hashlib.sha256(b"0123456789abcdef").digest()
    assert next_value(b"0123456789abcdef") == bytes(
        one ^ other for one, other in zip(hashed[:16], hashed[16:], strict=True)
    )


def test_each_activation_begins_elsewhere():
    values = {generate() for _ in range(100)}
    assert {len(value) for value in values} == {16}
    assert len(values) == 100
