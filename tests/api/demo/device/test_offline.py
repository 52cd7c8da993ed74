"""Offline operations: the QR code, its signature, and the digits that approve."""

import pytest

from api.demo.device import offline, points, signing, wire
from api.demo.device.failures import Unreadable, Untrusted

NONCE = wire.b64(bytes(range(16)))
SAMPLE = (  # of the published documentation
    "b67a77d6-8308-4ffd-b6e0-9f42f36a41a7\nApprove Login\nPlease confirm the login request.\nA2\nB\n"
    "7YLYRMvRIX0GZD94/oGPjg==\n"
    "1MEQCIDh0mCFv9uKdE7Gec+dE4WRfwDLpMltCy4hSMqMo1FwxAiAJwmzrMa6QsWeFoZEvQgRZeBd6v7e4vVw84w2bsvT7+Q=="
)
SERVER, MASTER = points.new_key(), points.new_key()


def qr(*lines, personal=True):
    """A QR code's text, signed."""
    signed = "\n".join([*lines, NONCE, "1" if personal else "0"])
    return signed + wire.b64(points.sign(SERVER if personal else MASTER, signed.encode()))


def verify(operation):
    operation.verify(server=SERVER.public_key(), master=MASTER.public_key())


def test_the_documented_sample_is_read():
    found = offline.parse(SAMPLE)
    assert found.operation_id == "b67a77d6-8308-4ffd-b6e0-9f42f36a41a7"
    assert (found.title, found.message, found.data) == ("Approve Login", "Please confirm the login request.", "A2")
    assert (found.allows_biometry, found.personal, found.totp) == (True, True, None)
    assert wire.b64(found.nonce) == "7YLYRMvRIX0GZD94/oGPjg=="


@pytest.mark.parametrize("personal", [True, False])
def test_either_key_signs_and_is_not_taken_for_the_other(personal):
    text = qr("id", "t", "m", "A2", "", personal=personal)
    verify(offline.parse(text))
    mark = text.rindex("\n") + 1
    swapped = text[:mark] + ("0" if personal else "1") + text[mark + 1 :]
    with pytest.raises(Untrusted):
        verify(offline.parse(swapped))


def test_an_operation_for_a_phone_of_protocol_4_is_not_trusted():
    found = offline.parse(SAMPLE.replace("\n1MEQ", "\n2MEQ"))
    assert found.personal
    with pytest.raises(Untrusted):
        verify(found)


@pytest.mark.parametrize("line", range(6))
def test_an_altered_line_is_not_trusted(line):
    lines = qr("id", "t", "m", "A2", "B").split("\n")
    lines[line] = wire.b64(bytes(16)) if line == 5 else lines[line] + "0"
    with pytest.raises(Untrusted):
        verify(offline.parse("\n".join(lines)))


@pytest.mark.parametrize(
    ("further", "totp"),
    [((), None), (("12345678",), "12345678"), (("anything",), None), (("anything", "123"), "123"), (("",), None)],
)
def test_a_proximity_code_is_the_digits_before_the_nonce(further, totp):
    found = offline.parse(qr("id", "t", "m", "A2", "B", *further))
    verify(found)
    assert found.totp == totp


def test_six_lines_and_digits_in_the_flags_are_no_proximity_code():
    assert offline.parse(qr("id", "t", "m", "A2", "123")).totp is None


def test_escapes_are_undone_for_the_reader_and_kept_in_the_data():
    found = offline.parse(qr("id", r"a\nb", r"c\\n", r"A1*N\n", "X"))
    assert (found.title, found.message, found.data) == ("a\nb", r"c\n", r"A1*N\n")
    assert not found.allows_biometry


@pytest.mark.parametrize(
    ("further", "signed"),
    [((), b"id&A1*A100CZK"), (("12345678",), b"id&A1*A100CZK&12345678")],
)
def test_the_code_binds_operation_data_and_proximity(further, signed):
    found = offline.parse(qr("id", "t", "m", "A1*A100CZK", "B", *further))
    base = f"POST&{wire.b64(b'/operation/authorize/offline')}&{NONCE}&{wire.b64(signed)}&offline".encode()
    keys = [b"\1" * 16, b"\2" * 16]
    for digits in (4, 8):
        expected = signing.decimal(keys, bytes(16), base, digits=digits)
        assert found.code(keys, bytes(16), digits=digits) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n".join(SAMPLE.split("\n")[1:]),
        SAMPLE + "\n",
        SAMPLE.replace("\n1MEQ", "\n3MEQ"),
        SAMPLE.replace("\n1MEQ", "\nMEQ"),
        SAMPLE.replace("7YLYRMvRIX0GZD94/oGPjg==", "7YLYRMvRIX0GZD94/oGP"),
        SAMPLE.replace("7YLYRMvRIX0GZD94/oGPjg==", "nonce"),
        SAMPLE[:-1],
    ],
)
def test_what_is_no_offline_operation_is_unreadable(text):
    with pytest.raises(Unreadable):
        offline.parse(text)
