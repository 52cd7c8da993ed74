"""Headers of tokens, and of anything else."""

from hashlib import sha256
from hmac import digest

import pytest

from api.demo.device import tokens, wire
from api.demo.device.headers import ENCRYPTION, header
from api.demo.device.versions import Version

TOKEN = tokens.PhoneToken("t1", b"\1" * 16)
NONCE = b"\2" * 16


@pytest.mark.parametrize(
    ("version", "tail"),
    [(Version.V3_0, b""), (Version.V3_1, b""), (Version.V3_2, b"&3.2"), (Version.V3_3, b"&3.3")],
)
def test_the_digest_covers_nonce_time_and_later_the_version(version, tail):
    found = tokens.attributes(TOKEN, nonce=NONCE, timestamp_ms=1_700_000_000_000, version=version)
    assert found == {
        "token_id": "t1",
        "token_digest": wire.b64(digest(TOKEN.secret, NONCE + b"&1700000000000" + tail, sha256)),
        "nonce": wire.b64(NONCE),
        "timestamp": "1700000000000",
        "version": version.value,
    }


def test_a_header_leaves_out_what_is_null():
    told = header(ENCRYPTION, version=Version.V3_3, application_key="k", activation_id=None)
    assert told == {"X-PowerAuth-Encryption": 'PowerAuth version="3.3", application_key="k"'}
