"""What holds of a user when a step is taken: methods enabled, and whether the mobile token works (`nextstep.md` §2.2, §2.6)."""

from dataclasses import replace

import pytest

from activities.store import definitions, user_methods
from config.vocabulary import AuthMethod
from workflows.operation.client.eligibility import eligibility
from workflows.operation.model import Eligibility

TOKEN = AuthMethod.POWERAUTH_TOKEN
# As shipped: passkeys are a method where a bank has defined one.
WITHOUT_TOKEN = {method for method in AuthMethod if method not in (TOKEN, AuthMethod.PASSKEY)}
DEVICE = {"activationId": "26c94bf8"}


class Devices:
    """Activations, of which these are active; remembers who was asked for."""

    def __init__(self, *active):
        self.active, self.asked = active, []

    def is_active(self, session, activation_id):
        self.asked.append(activation_id)
        return activation_id in self.active


def switch(database, user_id, *, on=True, config=DEVICE):
    with database.write() as session:
        user_methods.switch(session, definitions.read(session).methods, user_id, TOKEN, on=on, config=config)


def found(database, user_id, devices, **changes):
    """The eligibility, where the mobile token's method has these `changes`."""
    with database.read() as session:
        methods = tuple(
            replace(method, **changes) if method.auth_method == TOKEN else method
            for method in definitions.read(session).methods
        )
        return eligibility(session, methods, devices, user_id)


def test_of_nobody_nothing_holds(database):
    devices = Devices("26c94bf8")
    assert found(database, None, devices) == Eligibility(enabled=None, mobile_token=False)
    assert devices.asked == []


def test_a_user_without_preferences_has_the_defaults_and_no_device(database):
    devices = Devices("26c94bf8")
    told = found(database, "roman", devices)
    assert ({*told.enabled}, told.mobile_token) == (WITHOUT_TOKEN, False)
    assert devices.asked == []


@pytest.mark.parametrize(
    ("config", "active", "works"),
    [
        (DEVICE, ["26c94bf8"], True),
        (DEVICE, ["another"], False),
        (DEVICE, [], False),
        ({}, ["26c94bf8"], False),
        ({"activationId": ""}, [""], False),
        ({"deviceId": "26c94bf8"}, ["26c94bf8"], False),
    ],
)
def test_the_mobile_token_works_where_the_users_activation_is_active(database, config, active, works):
    switch(database, "roman", config=config)
    told = found(database, "roman", Devices(*active))
    assert told.mobile_token is works
    assert TOKEN in told.enabled  # enabled is the user's wish, working is another matter


def test_a_mobile_token_that_was_switched_off_does_not_work(database):
    switch(database, "roman")
    switch(database, "roman", on=False)
    told = found(database, "roman", Devices("26c94bf8"))
    assert ({*told.enabled}, told.mobile_token) == (WITHOUT_TOKEN, False)


def test_a_device_is_its_users_alone(database):
    switch(database, "roman")
    devices = Devices("26c94bf8")
    assert found(database, "jana", devices).mobile_token is False
    assert found(database, "roman", devices).mobile_token is True
    assert devices.asked == ["26c94bf8"]


def test_a_method_that_has_no_mobile_token_asks_for_no_device(database):
    switch(database, "roman")
    devices = Devices("26c94bf8")
    assert found(database, "roman", devices, has_mobile_token=False).mobile_token is False
    assert devices.asked == []
