"""The layers of activation/create (`powerauth-protocol.md` §3.2)."""

import json
from base64 import b64encode

import pytest

from activities.powerauth import elliptic_curve, keys
from activities.powerauth.activation import (
    ActivatingDevice,
    ActivationInvalid,
    ActivationType,
    device_answer,
    identification_answer,
    read_device,
    read_identification,
)
from activities.powerauth.ecies import open_request
from activities.powerauth.encrypted_request import read
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.purpose import Purpose
from activities.powerauth.shared_info import Sender
from activities.powerauth.version import ProtocolVersion
from tests.activities.powerauth.encryptor import Exchange

V3_2, V3_3 = ProtocolVersion.V3_2, ProtocolVersion.V3_3
POINT = b"\x02" + bytes(32)
ENCRYPTED = {
    "temporaryKeyId": "D3D82A6B-47CF-4225-BBE5-BAD96FB84CA4",
    "ephemeralPublicKey": b64encode(POINT).decode(),
    "encryptedData": b64encode(bytes(16)).decode(),
    "mac": b64encode(bytes(32)).decode(),
    "nonce": b64encode(bytes(16)).decode(),
    "timestamp": 1_700_000_000_000,
}
LAYER_1 = {
    "type": "CODE",
    "identityAttributes": {"code": "GYA4L-D4C7K-OP2NV-USYYQ"},
    "customAttributes": {"a": [1, {"b": 2.5}]},
    "activationData": ENCRYPTED,
}
LAYER_2 = {
    "devicePublicKey": b64encode(POINT).decode(),
    "activationName": "Telefon",
    "activationOtp": "12345",
    "extras": '{"any": "thing"}',
    "platform": "iOS",
    "deviceInfo": "iPhone15,3",
    "externalId": "ext",
}


def identification(value, version=V3_3):
    return read_identification(version, json.dumps(value).encode())


def device(value):
    return read_device(json.dumps(value).encode())


def without(value, name):
    return {other: member for other, member in value.items() if other != name}


def refused(reader, value):
    with pytest.raises(ActivationInvalid):
        reader(value)


def test_layer_1_is_read():
    layer = identification(LAYER_1)
    assert layer.type is ActivationType.CODE
    assert layer.identity_attributes == {"code": "GYA4L-D4C7K-OP2NV-USYYQ"}
    assert layer.custom_attributes == {"a": [1, {"b": 2.5}]}
    assert layer.device == read(V3_3, ENCRYPTED)


def test_layer_2_is_read():
    assert device(LAYER_2) == ActivatingDevice(
        public_key=POINT,
        name="Telefon",
        otp="12345",
        extras='{"any": "thing"}',
        platform="ios",
        device_info="iPhone15,3",
        external_id="ext",
    )


@pytest.mark.parametrize("kind", ["CODE", "CUSTOM", "DIRECT", "RECOVERY"])
def test_each_type_is_read(kind):
    assert identification(LAYER_1 | {"type": kind}).type == kind


def test_the_type_is_under_the_name_that_clients_use_not_the_documented_one():
    refused(identification, without(LAYER_1, "type") | {"activationType": "CODE"})


@pytest.mark.parametrize("kind", ["", "code", "Code", "OTHER", None, 1, ["CODE"], {"CODE": 1}, True])
def test_another_type_is_refused(kind):
    refused(identification, LAYER_1 | {"type": kind})


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        {},
        [],
        "code",
        {"code": ""},
        {"code": None},
        {"code": 1},
        {"code": ["x"]},
        {"code": "x", "more": {}},
        {"": "x"},
        {"code": "x" * 8193},
        {"n" * 256: "x"},
        {str(n): "x" for n in range(65)},
    ],
)
def test_identity_attributes_are_texts_that_are_not_empty(attributes):
    refused(identification, LAYER_1 | {"identityAttributes": attributes})


def test_large_identity_attributes_are_read():
    attributes = {f"{n:0255}": "x" * 8192 for n in range(64)}
    assert identification(LAYER_1 | {"identityAttributes": attributes}).identity_attributes == attributes


@pytest.mark.parametrize("custom", [[], "text", 1, True])
def test_custom_attributes_are_an_object(custom):
    refused(identification, LAYER_1 | {"customAttributes": custom})


@pytest.mark.parametrize("layer", [LAYER_1 | {"customAttributes": None}, without(LAYER_1, "customAttributes")])
def test_custom_attributes_may_be_missing(layer):
    assert identification(layer).custom_attributes is None


@pytest.mark.parametrize("name", ["type", "identityAttributes", "activationData"])
def test_the_rest_of_layer_1_may_not(name):
    refused(identification, without(LAYER_1, name))
    refused(identification, LAYER_1 | {name: None})


def test_layer_2_is_encrypted_in_the_requests_own_version():
    refused(identification, LAYER_1 | {"activationData": without(ENCRYPTED, "temporaryKeyId")})
    with pytest.raises(ActivationInvalid):
        identification(LAYER_1, V3_2)
    assert identification(LAYER_1 | {"activationData": without(ENCRYPTED, "temporaryKeyId")}, V3_2)


@pytest.mark.parametrize("name", ["activationName", "activationOtp", "extras", "deviceInfo", "externalId"])
def test_of_layer_2_only_the_key_is_required(name):
    assert device(without(LAYER_2, name)) == device(LAYER_2 | {name: None})
    for value in (1, True, [], {}, "x" * 8193):
        refused(device, LAYER_2 | {name: value})


@pytest.mark.parametrize("name", ["activationName", "activationOtp", "platform", "deviceInfo", "externalId"])
def test_texts_of_layer_2_are_bounded(name):
    assert device(LAYER_2 | {name: "x" * 255})
    refused(device, LAYER_2 | {name: "x" * 256})


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("ios", "ios"), ("Android", "android"), ("HW", "hw"), ("unknown", "unknown"), ("", "unknown"), (None, "unknown")],
)
def test_a_platform_is_in_lower_case(sent, stored):
    assert device(LAYER_2 | {"platform": sent}).platform == stored
    assert device(without(LAYER_2, "platform")).platform == "unknown"


@pytest.mark.parametrize("key", [None, "", "x", 1, [], b64encode(bytes(66)).decode(), "A" * 44 + "\n"])
def test_a_device_key_is_required(key):
    refused(device, LAYER_2 | {"devicePublicKey": key})
    refused(device, without(LAYER_2, "devicePublicKey"))


def test_a_device_key_that_is_no_point_is_read_for_the_activation_is_removed_then():
    sent = b"\x02" + b"\xff" * 32
    assert device(LAYER_2 | {"devicePublicKey": b64encode(sent).decode()}).public_key == sent


def test_members_that_nobody_knows_are_ignored():
    assert identification(LAYER_1 | {"note": {}}) == identification(LAYER_1)
    assert device(LAYER_2 | {"note": {}}) == device(LAYER_2)


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b"{",
        b"\xff\xfe",
        b'{"type": "CODE", "type": "CODE"}',
        b'{"a":' * 50_000,
        b"\x00" * 100,
    ],
)
def test_what_is_no_json_object_is_refused(plaintext):
    with pytest.raises(ActivationInvalid):
        read_identification(V3_3, plaintext)
    with pytest.raises(ActivationInvalid):
        read_device(plaintext)


def test_what_a_user_is_known_by_is_not_shown():
    assert "GYA4L" not in repr(identification(LAYER_1))
    assert "12345" not in repr(device(LAYER_2))


def test_a_whole_activation():
    """Both layers to one temporary key, as in 3.3, with a nonce of their own each."""
    temporary, server, phone = keys.generate(), keys.generate(), keys.generate()
    sender = Sender("WQBeNgCHGlW58rzUlP7Ehg==", "Epbv1D+tibvvkqGIyDOT5g==")
    key_id = ENCRYPTED["temporaryKeyId"]
    now = 1_700_000_000_000

    def begin(purpose):
        ids = [sender.application_key, key_id]
        return Exchange(V3_3, purpose, temporary.public_key(), base=sender.base, ids=ids, timestamp_ms=now)

    inner, outer = begin(Purpose.ACTIVATION_LAYER_2), begin(Purpose.APPLICATION_GENERIC)
    layer_2 = json.dumps(
        LAYER_2 | {"devicePublicKey": b64encode(elliptic_curve.public_bytes(phone.public_key())).decode()}
    )
    layer_1 = LAYER_1 | {"activationData": inner.request(layer_2.encode(), temporaryKeyId=key_id)}
    body = outer.request(json.dumps(layer_1).encode(), temporaryKeyId=key_id)

    first = open_request(read(V3_3, body), Purpose.APPLICATION_GENERIC, sender=sender, recipient=temporary)
    read_1 = read_identification(V3_3, first.plaintext)
    second = open_request(read_1.device, Purpose.ACTIVATION_LAYER_2, sender=sender, recipient=temporary)
    assert keys.public_key(read_device(second.plaintext).public_key) == phone.public_key()
    with pytest.raises(EncryptionFailed):
        open_request(read_1.device, Purpose.APPLICATION_GENERIC, sender=sender, recipient=temporary)

    answer_2 = second.reply.encrypt(
        device_answer(activation_id="id", server_public_key=server.public_key(), ctr_data=bytes(16)), now_ms=now
    )
    answer_1 = identification_answer(device=answer_2, custom_attributes=read_1.custom_attributes, user_info=None)
    body = outer.response(first.reply.encrypt(answer_1, now_ms=now))

    assert json.loads(body) == {
        "activationData": answer_2,
        "customAttributes": {"a": [1, {"b": 2.5}]},
        "userInfo": None,
    }
    assert json.loads(inner.response(json.loads(body)["activationData"])) == {
        "activationId": "id",
        "serverPublicKey": b64encode(elliptic_curve.public_bytes(server.public_key())).decode(),
        "ctrData": b64encode(bytes(16)).decode(),
    }
