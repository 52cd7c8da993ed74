"""Phones that were never at a server, and what a test's transport sees of them."""

import json
from pathlib import Path

import httpx

from api.demo.device import points, wire
from api.demo.device.registration import establish
from api.demo.device.tokens import PhoneToken
from api.demo.device.versions import Version
from api.demo.mobile_app.app import PhoneApp
from api.demo.mobile_app.kept_phone import kept_phone
from api.demo.mobile_app.state import PhoneProfile, PhoneState

PIN = "1234"


def sdk_config():
    """An app's configuration, whose master key is anybody's."""
    master = points.public_bytes(points.new_key().public_key(), compressed=True)
    return wire.b64(bytes([1, 16]) + bytes(16) + bytes([16]) + bytes(16) + bytes([1, 1, len(master)]) + master)


def state(token=None, pin=PIN):
    """A registered phone."""
    profile = PhoneProfile("http://bank", None, sdk_config(), Version.V3_3, "android", "Test phone", "cs")
    answer = {
        "activationId": "7e0ba60f-bf22-4ff5-b999-2733784e5eaa",
        "serverPublicKey": wire.b64(points.public_bytes(points.new_key().public_key(), compressed=True)),
        "ctrData": wire.b64(bytes(range(16))),
    }
    registration, counter = establish(points.new_key(), answer, pin)
    return PhoneState(profile, registration, counter, token)


TOKEN = PhoneToken("8f3a", bytes(16))


def app(kept, keep, answered, language="cs"):
    """The app of a phone, and a server that answers as `answered` does."""
    http = httpx.Client(transport=httpx.MockTransport(answered))
    return PhoneApp(kept_phone(http, kept.profile, keep, state=kept, pin=PIN), language)


def number_in(path: Path) -> int:
    """The counter's position as the file has it."""
    return json.loads(path.read_text())["counter"]["number"]
