"""QR codes of operations (`powerauth-protocol.md` §7.1)."""

from base64 import b64decode, b64encode

import pytest
import segno

from activities.powerauth import keys
from activities.powerauth.offline_qr import MAX_BYTES, KeyType, OfflineQrInvalid, OfflineQrTooLong, QrContent, qr_text

SIGNER = keys.generate()
NONCE = bytes(range(16))
OPERATION = {
    "operation_id": "5ff1b1ed-a3cc-45a3-8ab0-ed60950312b6",
    "title": "Payment",
    "message": "Please confirm this payment",
    "data": "A1*A100CZK*ICZ2730300000001165254011*D20180425",
    "flags": "BFX",
    "nonce": NONCE,
}
LINES = [
    "5ff1b1ed-a3cc-45a3-8ab0-ed60950312b6",
    "Payment",
    "Please confirm this payment",
    "A1*A100CZK*ICZ2730300000001165254011*D20180425",
    "BFX",
    b64encode(NONCE).decode(),
]


def made(*, key_type=KeyType.PERSONALISED, **changes):
    return qr_text(QrContent(**OPERATION | changes), key_type=key_type, signing_key=SIGNER)


def test_a_code_has_seven_lines_and_no_line_break_at_the_end():
    *lines, last = made().split("\n")
    assert lines == LINES
    assert last[0] == "1"
    assert 64 <= len(b64decode(last[1:])) <= 255


def fitting(character, **changes):
    """How many of a character a message has where not one more fits."""
    empty = made(message="", **changes).rpartition("\n")[0]
    return (MAX_BYTES - len(f"{empty}\n1".encode()) - len(b64encode(bytes(72)))) // len(character.encode())


@pytest.mark.exhaustive
@pytest.mark.parametrize("totp", [None, "12345678"])
@pytest.mark.parametrize("character", ["a", "š", "語"])
def test_the_longest_code_is_drawn_and_a_longer_one_is_refused(character, totp):
    most = fitting(character, totp=totp)
    text = made(message=character * most, totp=totp)
    assert len(text.encode()) <= MAX_BYTES
    segno.make_qr(text, error="l", encoding="utf-8")
    with pytest.raises(OfflineQrTooLong):
        made(message=character * (most + 1), totp=totp)


def test_the_bound_is_that_of_the_largest_code():
    segno.make_qr("a" * MAX_BYTES, error="l", encoding="utf-8")
    with pytest.raises(segno.DataOverflowError):
        segno.make_qr("a" * (MAX_BYTES + 1), error="l", encoding="utf-8")


def test_what_is_too_long_does_not_depend_on_the_signature(monkeypatch):
    """A signature may be shorter than most: the same operation would be served now and refused then."""
    most = fitting("a")
    monkeypatch.setattr("activities.powerauth.offline_qr.sign", lambda *_: bytes(64))
    assert made(message="a" * most)
    with pytest.raises(OfflineQrTooLong):
        made(message="a" * (most + 1))


def test_a_proximity_check_adds_a_line_before_the_nonce():
    lines = made(totp="01234567").split("\n")
    assert lines[:7] == [*LINES[:5], "01234567", LINES[5]]
    assert len(lines) == 8


@pytest.mark.parametrize("totp", [None, "12345678"])
@pytest.mark.parametrize(("key_type", "character"), [(KeyType.PERSONALISED, "1"), (KeyType.NON_PERSONALISED, "0")])
def test_all_before_the_signature_is_signed_with_the_key_type(totp, key_type, character):
    before, last = made(totp=totp, key_type=key_type).rsplit("\n", 1)
    assert last[0] == character
    signature = b64decode(last[1:])

    def is_signed(text):
        return keys.is_signed(SIGNER.public_key(), data=text.encode(), signature=signature)

    assert is_signed(f"{before}\n{character}")
    assert not is_signed(f"{before}\n")
    assert not is_signed(before)
    assert not is_signed(f"{before}\n{1 - int(character)}")


TEXTS = {
    "line break": ("a\nb", "a\\nb"),
    "backslash": ("a\\b", "a\\\\b"),
    "backslash and n": ("a\\nb", "a\\\\nb"),
    "both": ("\\\n", "\\\\\\n"),
    "empty": ("", ""),
    "repeated spaces": ("a   b  c", "a b c"),
    "Czech": ("Platba 100 Kč – potvrďte", "Platba 100 Kč – potvrďte"),
}


@pytest.mark.parametrize(("text", "line"), TEXTS.values(), ids=TEXTS.keys())
def test_title_and_message_are_escaped(text, line):
    lines = made(title=text, message=text).split("\n")
    assert lines[1:3] == [line, line]
    assert len(lines) == 7


@pytest.mark.parametrize("character", ["\0", "\t", "\r", "\x1f", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("name", ["operation_id", "title", "message", "data"])
def test_control_characters_are_refused(name, character):
    with pytest.raises(OfflineQrInvalid):
        made(**{name: f"a{character}b"})


@pytest.mark.parametrize("name", ["operation_id", "data"])
def test_id_and_data_have_no_line_break(name):
    with pytest.raises(OfflineQrInvalid):
        made(**{name: "a\nb"})


def test_data_is_not_changed():
    assert made(data="A1*Nx\\n  y").split("\n")[3] == "A1*Nx\\n  y"


@pytest.mark.parametrize(
    "changes",
    [
        {"operation_id": ""},
        {"flags": "b"},
        {"flags": "B "},
        {"flags": "B\n"},
        {"flags": "1"},
        {"nonce": bytes(15)},
        {"nonce": bytes(17)},
        {"totp": ""},
        {"totp": "1234567x"},
        {"totp": "1234\n5678"},
        {"totp": "٤٤٤٤٤٤٤٤"},
    ],
)
def test_what_no_line_can_hold_is_refused(changes):
    with pytest.raises(OfflineQrInvalid):
        made(**changes)


def test_there_may_be_no_flags():
    assert made(flags="").split("\n")[4] == ""
