"""The keys of an activation, against the published vectors."""

import pytest

from api.demo.device import keys, points
from api.demo.device.failures import Untrusted
from tests.api.demo.device.published import cases, raw


@pytest.mark.parametrize("case", cases("compute-master-secret-key.json"))
def test_both_sides_compute_the_same_master_secret(case):
    device, server = (points.private_key(raw(case[f"{side}PrivateKey"])) for side in ("device", "server"))
    secret = raw(case["masterSecretKey"])
    assert keys.master_secret(device, points.public_key(raw(case["serverPublicKey"]))) == secret
    assert keys.master_secret(server, points.public_key(raw(case["devicePublicKey"]))) == secret


@pytest.mark.parametrize("case", cases("compute-derived-keys.json"))
def test_five_keys_follow_from_the_master_secret(case):
    derived = keys.derive(raw(case["masterSecretKey"]))
    assert derived == keys.DerivedKeys(
        possession=raw(case["signaturePossessionKey"]),
        knowledge=raw(case["signatureKnowledgeKey"]),
        biometry=raw(case["signatureBiometryKey"]),
        transport=raw(case["transportKey"]),
        vault=raw(case["vaultEncryptionKey"]),
    )


@pytest.mark.parametrize(("compressed", "length"), [(True, 33), (False, 65)])
def test_a_point_travels_in_either_form(compressed, length):
    key = points.new_key().public_key()
    sent = points.public_bytes(key, compressed=compressed)
    assert len(sent) == length
    assert points.public_key(sent) == key


@pytest.mark.parametrize("point", [b"", b"\0", b"\4" + bytes(64), b"\4" + b"\1" * 64, b"\2" + b"\xff" * 32])
def test_what_is_no_point_of_the_curve_is_refused(point):
    with pytest.raises(Untrusted):
        points.public_key(point)


def test_a_private_key_keeps_its_leading_zeros():
    key = points.private_key(b"\7")
    assert points.private_bytes(key) == bytes(31) + b"\7"
