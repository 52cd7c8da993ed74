"""What an encrypted message authenticates besides itself (`powerauth-protocol.md` §2.1, §2.2)."""

import hashlib
import hmac

import pytest

from activities.powerauth.purpose import Purpose, Scope
from activities.powerauth.shared_info import Sender, associated_data, shared_info_2
from activities.powerauth.version import ProtocolVersion

V3_0, V3_1, V3_2, V3_3 = ProtocolVersion
SECRET = "m3JdVJMIu65fXXFi4VqjjA=="
APPLICATION = Sender("key", SECRET)
ACTIVATION = Sender("key", SECRET, "ID", b"t" * 16)


def test_purposes_are_those_of_the_reference():
    assert {one.name: (one.scope, one.shared_info_1) for one in Purpose} == {
        "APPLICATION_GENERIC": (Scope.APPLICATION, b"/pa/generic/application"),
        "ACTIVATION_LAYER_2": (Scope.APPLICATION, b"/pa/activation"),
        "ACTIVATION_GENERIC": (Scope.ACTIVATION, b"/pa/generic/activation"),
        "UPGRADE": (Scope.ACTIVATION, b"/pa/upgrade"),
        "VAULT_UNLOCK": (Scope.ACTIVATION, b"/pa/vault/unlock"),
        "CREATE_TOKEN": (Scope.ACTIVATION, b"/pa/token/create"),
        "CONFIRM_RECOVERY": (Scope.ACTIVATION, b"/pa/recovery/confirm"),
    }


def test_the_base_is_made_of_the_secrets_text_not_its_bytes():
    assert APPLICATION.base == hashlib.sha256(SECRET.encode()).digest()
    assert ACTIVATION.base == hmac.digest(b"t" * 16, SECRET.encode(), "sha256")


def test_associated_data_counts_what_there_is_and_keeps_its_case():
    assert associated_data(V3_2, APPLICATION, None) == b"\0\0\0\x033.2\0\0\0\x03key"
    assert associated_data(V3_2, ACTIVATION, None) == b"\0\0\0\x033.2\0\0\0\x03key\0\0\0\x02ID"
    assert associated_data(V3_3, APPLICATION, "Temp") == b"\0\0\0\x033.3\0\0\0\x03key\0\0\0\x04Temp"
    assert associated_data(V3_3, ACTIVATION, "Temp") == b"\0\0\0\x033.3\0\0\0\x03key\0\0\0\x02ID\0\0\0\x04Temp"


@pytest.mark.parametrize("version", [V3_0, V3_1])
def test_the_first_versions_authenticate_the_base_alone(version):
    terms = {"associated_bytes": b"", "nonce": b"n" * 16, "timestamp_ms": None, "ephemeral_point": b"p" * 33}
    assert associated_data(version, ACTIVATION, None) == b""
    assert shared_info_2(version, b"base", **terms) == b"base"


@pytest.mark.parametrize("version", [V3_2, V3_3])
def test_later_versions_count_each_part_and_a_response_has_none_for_the_ephemeral_key(version):
    def of(point):
        terms = {"associated_bytes": b"AD", "nonce": b"n" * 16, "timestamp_ms": 258, "ephemeral_point": point}
        return shared_info_2(version, b"base", **terms)

    before = b"\0\0\0\x04base" + b"\0\0\0\x10" + b"n" * 16 + b"\0\0\0\x08" + b"\0\0\0\0\0\0\x01\x02"
    assert of(b"p" * 33) == before + b"\0\0\0\x21" + b"p" * 33 + b"\0\0\0\x02AD"
    assert of(None) == before + b"\0\0\0\0" + b"\0\0\0\x02AD"


def test_a_sender_is_whole():
    for half in ({"activation_id": "ID"}, {"transport_key": b"t" * 16}):
        with pytest.raises(ValueError):
            Sender("key", SECRET, **half)


def test_secrets_are_not_shown():
    assert SECRET not in repr(ACTIVATION)
    assert "ttt" not in repr(ACTIVATION)
