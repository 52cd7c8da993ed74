"""Who is told that an operation has ended: phones that can be reached, and banks that listen."""

import json

import pytest

from activities.callback_registry import CallbackRegistry, CallbackTerms
from activities.operation_audience import is_heard
from activities.store import definitions, user_methods
from activities.store.shipped import load_shipped
from activities.store.templated_operations import TemplatedOperation
from config.callbacks import CallbackType
from config.definitions.load import load as load_definitions
from tests.activities.push.bank import MTOKEN, Bank

PAYMENT = TemplatedOperation("operation", "payment", json.dumps([MTOKEN]), "en", "[]", "", 5, "{}")
OPERATIONS, REGISTRATIONS = CallbackType


class Listeners:
    """A bank and its customers, of whom some want to hear."""

    def __init__(self, database):
        load_shipped(database, load_definitions())
        self.bank, self.database = Bank(database), database
        self._callbacks = CallbackRegistry(database, self.bank.sealer, private=True)

    def callback(self, callback_type=OPERATIONS, application_id=MTOKEN, *, enabled=True):
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", (), enabled=enabled)
        self._callbacks.create(application_id, callback_type, terms)

    def another_application(self):
        self.bank.applications.create("another", ())
        return "another"

    def answers_in_flows(self, registration_id):
        with self.database.write() as session:
            methods = definitions.read(session).methods
            config = {"activationId": registration_id}
            user_methods.switch(session, methods, "roman", "POWERAUTH_TOKEN", on=True, config=config)

    def hear(self, templated=PAYMENT, user_id="roman"):
        with self.database.read() as session:
            return is_heard(session, user_id, templated)


@pytest.fixture
def listeners(database):
    return Listeners(database)


@pytest.mark.parametrize(
    ("listen", "heard"),
    [
        (lambda _: None, False),
        (lambda those: those.callback(), True),
        (lambda those: those.callback(enabled=False), False),
        (lambda those: those.callback(REGISTRATIONS), False),
        (lambda those: those.callback(application_id=those.another_application()), False),
        (lambda those: those.bank.registration(), False),
        (lambda those: those.bank.registration(token="a token"), True),
        (lambda those: those.bank.registration(token="a token", user_id="somebody else"), False),
        (lambda those: those.bank.registration(token="a token", status="BLOCKED"), False),
        (lambda those: those.bank.registration(token="a token", application_id=those.another_application()), False),
    ],
    ids=[
        "nobody", "the bank", "a callback that is off", "a callback for registrations", "another application's",
        "a phone without push", "a phone", "another user's phone", "a blocked phone", "a phone of another application",
    ],
)  # fmt: skip
def test_who_hears_of_a_templates_operation(listeners, listen, heard):
    listen(listeners)
    assert listeners.hear() is heard


def test_a_phone_hears_of_an_operation_that_is_for_it_alone(listeners):
    mine, other = listeners.bank.registration(token="mine"), listeners.bank.registration()
    for registration_id, heard in ((mine, True), (other, False)):
        only = TemplatedOperation(
            "operation", "payment", json.dumps([MTOKEN]), "en", "[]", "", 5, "{}", registration_id=registration_id
        )
        assert listeners.hear(only) is heard


@pytest.mark.parametrize("token", ["a token", None])
def test_of_a_flow_the_phone_hears_that_answers_in_flows(listeners, token):
    listeners.callback()
    listeners.bank.registration(token="of another phone")
    listeners.answers_in_flows(listeners.bank.registration(token=token))
    assert listeners.hear(templated=None) is (token is not None)


def test_of_nobodys_operation_no_phone_hears(listeners):
    listeners.bank.registration(token="a token")
    assert not listeners.hear(user_id=None)
