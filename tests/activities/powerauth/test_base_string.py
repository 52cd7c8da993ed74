"""The base string of signatures (`powerauth-protocol.md` §5.2)."""

from base64 import b64encode

import pytest

from activities.powerauth.base_string import base_string, base_string_without_secret

NONCE = bytes(range(16))
SECRET = "m3JdVJMIu65fXXFi4VqjjA=="


def of(**changes):
    request = {"method": "POST", "resource_id": "/pa/signature/validate", "nonce": NONCE, "body": b"{}"}
    return base_string(**request | {"application_secret": SECRET} | changes)


def test_four_parts_and_the_secret_are_joined_by_ampersands():
    expected = f"POST&L3BhL3NpZ25hdHVyZS92YWxpZGF0ZQ==&{b64encode(NONCE).decode()}&e30=&{SECRET}"
    assert of() == expected.encode()


def test_the_secret_is_the_text_of_base64_not_its_bytes():
    assert of().endswith(b"&m3JdVJMIu65fXXFi4VqjjA==")


def test_the_method_is_in_upper_case():
    assert of(method="post") == of()


def test_without_a_body_the_part_is_empty():
    assert f"&{b64encode(NONCE).decode()}&&{SECRET}".encode() in of(body=b"")


@pytest.mark.parametrize("body", [b"\x00\xff", b" {} ", b"{}\n"])
def test_the_body_is_its_bytes(body):
    assert b64encode(body) in of(body=body)
    assert of(body=body) != of()


def test_the_resource_id_is_utf_8():
    assert b64encode("/účet".encode()) in of(resource_id="/účet")


def test_what_an_audit_keeps_is_without_the_secret():
    kept = base_string_without_secret("POST", "/pa/signature/validate", NONCE, b"{}")
    assert f"{kept}&{SECRET}".encode() == of()
    assert SECRET not in kept
