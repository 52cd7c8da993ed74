"""Embedded mode serves demonstrations, unless somebody wants it otherwise."""

import pytest

from api.commands.embedded_settings import (
    with_demo_defaults,
    with_embedded_defaults,
    with_gateway,
    with_passkeys,
    with_provider,
)
from tests.lone_settings import lone

NAMES = ("callbacks_private", "push_local")


@pytest.mark.parametrize("name", NAMES)
def test_production_does_neither(name):
    assert getattr(lone(), name) is False


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_has_set_is_set(name):
    assert getattr(with_embedded_defaults(lone()), name) is True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [False, True])
def test_what_somebody_has_set_stays(name, value):
    found = with_embedded_defaults(lone(**{name: value}))
    assert getattr(found, name) is value
    assert getattr(with_embedded_defaults(found), name) is value


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ("localhost",)),
        ({"host": "::1", "public_url": "https://tunnel.bank.test:8443/x"}, ("localhost", "tunnel.bank.test")),
        ({"server_names": ("other.bank.test",)}, ("other.bank.test",)),
        ({"server_names": ("*",)}, ()),
        ({"host": "10.1.2.3", "trust_network": True}, ()),
    ],
)
def test_on_loopback_the_server_is_asked_for_by_this_machines_names_alone(settings, names):
    found = with_embedded_defaults(lone(**settings))
    assert found.known_names == names
    assert lone(**{**settings, "server_names": ()}).known_names == ()


def test_the_demo_can_be_played_many_times_a_minute_unless_somebody_has_set_how_often_a_user_is_told():
    assert with_demo_defaults(lone()).pushes_per_minute == 1000
    assert with_demo_defaults(lone(pushes_per_minute=10)).pushes_per_minute == 10


def test_one_time_passwords_that_nobody_carries_go_to_the_web_flow_signed_with_a_new_secret():
    first, second = (with_provider(lone(), "http://127.0.0.1:1/demo/provider") for _ in range(2))
    assert first.otp_sender == "http://127.0.0.1:1/demo/provider"
    assert first.otp_sender_secret != second.otp_sender_secret


@pytest.mark.parametrize(
    "settings", [lone(otp_sender="log"), lone(otp_sender="off"), with_gateway(lone(), "http://a", "b")]
)
def test_one_time_passwords_that_somebody_carries_go_to_the_web_flow_no_more(settings):
    assert with_provider(settings, "http://127.0.0.1:1/demo/provider") is settings


def test_passkeys_that_nobody_has_set_up_are_the_web_flows():
    found = with_passkeys(lone(web_flow_port=8123), "localhost")
    assert (found.passkey_rp_id, found.passkey_origin_list) == ("localhost", ("http://localhost:8123",))
    settings = lone(passkey_rp_id="bank.example")
    assert with_passkeys(settings, "localhost") is settings
