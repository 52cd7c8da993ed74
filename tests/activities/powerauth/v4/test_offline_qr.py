"""QR codes for phones of protocol 4, and the digest that is sent by SMS (`powerauth-protocol-4.md` §11)."""

from base64 import b64decode

import pytest

from activities.powerauth.offline_qr import MAX_BYTES, OfflineQrInvalid, OfflineQrTooLong, QrContent
from activities.powerauth.v4 import ecdsa
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.data_digest import data_digest
from activities.powerauth.v4.offline_qr import master_qr_text, personalised_qr_text
from tests.activities.powerauth.v4.published import every, members, vectors

KEYS = V4ActivationKeys(bytes(32))
MASTER = ecdsa.generate()


def content(text, **changes):
    """What a text shows, with its nonce."""
    lines = text.split("\n")
    totp = lines[5] if len(lines) == 8 else None
    values = dict(zip(("operation_id", "title", "message", "data", "flags"), lines, strict=False))
    return QrContent(**values | {"nonce": b64decode(lines[-2]), "totp": totp} | changes)


@every("offline-qr")
def test_official_personalised_codes(case):
    made = personalised_qr_text(content(case["offlineData"]), V4ActivationKeys(*members(case, "keyActivationSecret")))
    assert made == case["offlineData"]


@pytest.mark.parametrize("life", vectors("transcripts"), ids=lambda life: life["algorithm"])
def test_official_codes_of_whole_lives(life):
    created = next(one for one in life["steps"] if one["step"] == "activation-create")
    keys = V4ActivationKeys(bytes.fromhex(created["keyActivationSecret"]))
    texts = [one["offlineData"] for one in life["steps"] if one["step"] == "offline"]
    assert [personalised_qr_text(content(text), keys) for text in texts] == texts
    assert len(texts) == 2


@every("offline-qr-master")
def test_official_codes_for_any_phone(case):
    text = case["offlineData"]
    before, signature = is_split(text)
    public = ecdsa.public_key(b64decode(case["masterPublicKey"]))
    assert ecdsa.is_signed(public, data=before.encode(), signature=signature)
    ours, ours_signature = is_split(master_qr_text(content(text), MASTER))
    assert ours == before
    assert ecdsa.is_signed(MASTER.public_key(), data=ours.encode(), signature=ours_signature)


def is_split(text):
    before, _, last = text.rpartition("\n")
    return f"{before}\n{last[0]}", b64decode(last[1:])


TEXT = vectors("offline-qr")[0]["offlineData"]


@pytest.mark.parametrize(
    "change",
    [{"operation_id": "other"}, {"title": "x"}, {"data": "A2"}, {"flags": "X"}, {"nonce": b"n" * 16}, {"totp": "1"}],
)
def test_the_mac_covers_every_line(change):
    made = personalised_qr_text(content(TEXT, **change), KEYS)
    assert made.rpartition("\n")[2] != personalised_qr_text(content(TEXT), KEYS).rpartition("\n")[2]


@pytest.mark.parametrize(
    "qr_text", [lambda one: personalised_qr_text(one, KEYS), lambda one: master_qr_text(one, MASTER)]
)
def test_a_text_fits_into_a_code_or_is_refused(qr_text):
    assert len(qr_text(content(TEXT, message="a" * 2600)).encode()) <= MAX_BYTES
    with pytest.raises(OfflineQrTooLong):
        qr_text(content(TEXT, message="a" * MAX_BYTES))
    with pytest.raises(OfflineQrInvalid):
        qr_text(content(TEXT, nonce=bytes(24)))


def test_room_is_left_for_the_longest_signature():
    rest = len(is_split(master_qr_text(content(TEXT, message=""), MASTER))[0].encode())
    longest = "a" * (MAX_BYTES - rest - 140)
    assert len(master_qr_text(content(TEXT, message=longest), MASTER).encode()) <= MAX_BYTES
    with pytest.raises(OfflineQrTooLong):
        master_qr_text(content(TEXT, message=longest + "a"), MASTER)


@every("data-digest")
def test_official_digests(case):
    (salt,) = members(case, "salt")
    assert data_digest(case["items"], salt=salt, digits=case["length"]) == case["digest"]


@pytest.mark.parametrize(("size", "digits"), [(15, 8), (17, 8), (16, 3), (16, 10)])
def test_another_salt_or_length_is_refused(size, digits):
    with pytest.raises(ValueError, match="16 bytes"):
        data_digest(["a"], salt=bytes(size), digits=digits)
