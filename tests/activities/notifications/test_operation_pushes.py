"""Whatever a push is to say, the bank is called; and what cannot be pushed is told to the operator."""

import json
import logging

import pytest

from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.push import pushes
from activities.push.message import PushMessage
from activities.store import (
    definitions,
    delivery_search,
    operation_templates,
    operations,
    templated_operations,
    user_methods,
)
from activities.store.operations import Progress
from activities.store.shipped import load_shipped
from activities.store.templated_operations import TemplatedOperation
from api.formdata.schemas import OperationFormDataSchema
from config import exact_json
from config.callbacks import CallbackType
from config.definitions.load import load as load_definitions
from config.definitions.templates import PushTexts
from config.vocabulary import DeliveryState
from tests.activities.projecting import notifier
from tests.activities.push.bank import MTOKEN, Bank
from tests.activities.store.rows import operation, projection

CALLBACK = CallbackTerms("bank", "http://127.0.0.1:1/", ("status",))


class Desk:
    """A bank that listens, a user with a phone, and an operation that waits for it."""

    def __init__(self, database):
        self.database, self.bank = database, Bank(database)
        self.phone = self.bank.registration(token="a token")
        registry = CallbackRegistry(database, self.bank.sealer, private=True)
        registry.create(MTOKEN, CallbackType.OPERATION_STATUS_CHANGE, CALLBACK)
        self._notifier = notifier(self.bank.sealer)

    def store(self, texts=None, parameters=None, language="en", **columns):
        columns = {"user_id": "roman", "operation_name": "payment", "asks_phone_since": 1, **columns}
        pinned_template = TemplatedOperation(
            "one",
            "payment",
            json.dumps([MTOKEN]),
            language,
            '["possession_knowledge"]',
            "",
            5,
            json.dumps(parameters or {}),
        )
        with self.database.write() as session:
            operations.insert(session, operation(**columns))
            templated_operations.insert(session, pinned_template)
            if texts is not None:
                operation_templates.put_push_texts(session, PushTexts("payment", "en", *texts))

    def store_flow(self, **columns):
        """An operation of a web flow, of a user whose phone answers in flows."""
        load_shipped(self.database, load_definitions())
        columns = {"user_id": "roman", "operation_data": "A1*A100CZK", "asks_phone_since": 1, **columns}
        with self.database.write() as session:
            methods, config = definitions.read(session).methods, {"activationId": self.phone}
            user_methods.switch(session, methods, "roman", "POWERAUTH_TOKEN", on=True, config=config)
            operations.insert(session, operation(**columns))

    def waits(self):
        return self._told(self._notifier.notify_waiting, projection(version=2))

    def ended(self, status):
        return self._told(self._notifier.notify_end, projection(version=3, progress=Progress(status=status)))

    def _told(self, notify, said):
        with self.database.write() as session:
            notify(session, said)
        with self.database.read() as session:
            return {
                kind: delivery_search.search(session, kind=kind, application_id=MTOKEN, size=10)
                for kind in ("push", "callback")
            }

    def message(self, stored):
        return PushMessage.of(self.members(stored))

    def members(self, stored):
        return json.loads(self.bank.sealer.open(stored.payload, "delivery", stored.delivery_id, "payload"))


@pytest.fixture
def desk(database):
    return Desk(database)


def test_a_place_of_nothing_leaves_the_words_that_every_operation_has(desk):
    desk.store(("${ref}", "${note}"), {"ref": "", "note": " "}, operation_data="A1*A100CZK")
    [push] = desk.waits()["push"]
    message = desk.message(push)
    assert (message.title, message.body) == ("Confirm Operation", "Operation data: A1*A100CZK")


@pytest.mark.parametrize("iban", ["CZ" + "1" * 3000, "東" * 1200, "\u0001" * 4096])
def test_a_parameter_of_any_length_is_pushed(desk, iban):
    desk.store(("Pay to ${iban}", "The payment to ${iban} waits."), {"iban": iban})
    [push] = desk.waits()["push"]
    message = desk.message(push)
    assert push.state == DeliveryState.WAITING
    assert message.title == f"Pay to {iban}"[:254] + "…"
    assert message.body.startswith("The payment to " + iban[:100])


def form(title_id="operation.title", summary_id="operation.summary", **messages):
    """A stored form of a payment."""
    amount = {"type": "AMOUNT", "id": "operation.amount", "amount": 100, "currency": "CZK"}
    account = {"type": "KEY_VALUE", "id": "operation.account", "value": "238400856/0300"}
    return exact_json.write(
        OperationFormDataSchema().load(
            {
                "title": {"id": title_id, "message": messages.get("title")},
                "greeting": {"id": "operation.greeting", "message": None},
                "summary": {"id": summary_id, "message": messages.get("summary")},
                "parameters": [amount | {"currencyId": "operation.currency"}, account],
            }
        )
    )


PAYMENT = {"cs": ("Potvrzení platby", "238400856/0300"), "sk": ("Potvrdenie platby", "238400856/0300")}
PAYMENT["en"] = ("Confirm Payment", "238400856/0300")
FLOWS = [
    (form(), "cs", PAYMENT["cs"]),
    (form(), "cs-CZ", PAYMENT["cs"]),
    (form(), "fr,sk", PAYMENT["sk"]),
    (form(), None, PAYMENT["en"]),
    (form(), "fil", PAYMENT["en"]),
    # A text of the bank's own, which no catalog has; and texts that nobody has.
    (form("our.title", "our.summary", title="Our {title}", summary="Pay"), "cs", ("Our {title}", "Pay")),
    (form("our.title", "our.summary"), "en", ("Confirm Operation", "Operation data: A1*A100CZK")),
    # No form: the data, filled in.
    (None, "en", ("Confirm Operation", "Operation data: A1*A100CZK")),
    (None, "cs", ("Potvrzení operace", "Údaje operace: A1*A100CZK")),
    (None, None, ("Confirm Operation", "Operation data: A1*A100CZK")),
]


@pytest.mark.parametrize(("form_data", "language", "words"), FLOWS)
def test_of_a_web_flow_its_form_is_pushed_in_the_users_language(desk, form_data, language, words):
    desk.store_flow(form_data=form_data, language=language)
    [push] = desk.waits()["push"]
    message = desk.message(push)
    assert message.title == words[0]
    assert words[1] in message.body
    assert "{" not in message.body


def test_texts_of_a_template_of_the_same_name_are_not_for_a_flow(desk):
    desk.store_flow(operation_name="payment")
    with desk.database.write() as session:
        operation_templates.put_push_texts(session, PushTexts("payment", "en", "Pay ${amount}", "To ${iban}"))
    [push] = desk.waits()["push"]
    assert desk.message(push).title == "Confirm Operation"


@pytest.mark.parametrize(
    ("language", "title"),
    [("fil", "English"), ("fi", "Suomi"), ("fi-FI", "Suomi"), ("zh-TW", "繁"), ("zh_HK", "繁"), ("zh", "简")],
)
def test_a_push_is_in_the_operations_language_and_not_in_one_whose_name_begins_alike(desk, language, title):
    desk.store(language=language)
    with desk.database.write() as session:
        for of, word in {"en": "English", "fi": "Suomi", "zh": "简", "zh-Hant": "繁"}.items():
            operation_templates.put_push_texts(session, PushTexts("payment", of, word, word))
    [push] = desk.waits()["push"]
    assert desk.message(push).title == title


def test_a_push_that_cannot_be_made_stops_nothing_and_is_told(desk, monkeypatch, caplog):
    """Whatever the fault is: the bank hears, it is not attempted, and no log has the words."""

    def broken(*_, **__):
        raise KeyError("secret words")

    monkeypatch.setattr("activities.notifications.operation.fit", broken)
    monkeypatch.setattr("activities.notifications.operation.extras.operation_finished", broken)
    desk.store()
    with caplog.at_level(logging.ERROR):
        [push] = desk.waits()["push"]
    assert (push.state, push.last_error, push.attempts) == (DeliveryState.FAILED, pushes.NOT_MADE, 0)
    assert push.expires_ms is not None
    assert "no push message can be made of one:2: KeyError" in caplog.text
    assert "secret words" not in caplog.text
    told = desk.ended("APPROVED")
    assert [one.state for one in told["push"]] == [DeliveryState.FAILED] * 2
    assert [one.state for one in told["callback"]] == [DeliveryState.WAITING]


def test_an_operation_whose_name_no_push_can_carry_is_called_back(desk):
    desk.store(operation_name="n" * 4000)
    assert [one.state for one in desk.waits()["push"]] == [DeliveryState.FAILED]
    told = desk.ended("APPROVED")
    assert [one.state for one in told["callback"]] == [DeliveryState.WAITING]


def test_a_callback_chooses_by_which_name_it_is_told_of_the_factors(desk):
    names = ("signatureType", "authenticationCodeType")
    registry = CallbackRegistry(desk.database, desk.bank.sealer, private=True)
    for chosen in ((), *((name,) for name in names), names):
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", chosen)
        registry.create(MTOKEN, CallbackType.OPERATION_STATUS_CHANGE, terms)
    desk.store()
    told = [desk.members(one) for one in desk.ended("APPROVED")["callback"]]
    found = sorted([(name, members[name]) for name in names if name in members] for members in told)
    by = ["possession_knowledge"]
    assert found == [[], [], [(names[1], by)], [(names[0], by)], [(names[0], by), (names[1], by)]]
