"""An operator reads of a delivery's workflow what is told to whom, and finds it by the operation; nothing of what is said."""

import pytest

from activities.notifications.delivery_administration import DeliveryReport
from activities.store.deliveries import StoredDelivery
from activities.store.delivery_search import subject_and_change
from workflows.delivery import described, search_attributes


def report(event_key="operation-1:2", kind="callback", destination="bank.example"):
    stored = StoredDelivery(
        delivery_id="delivery-1",
        kind=kind,
        target="callback-1",
        application_id="app",
        event_key=event_key,
        payload="canary",
        state="WAITING",
        attempts=1,
        last_error="HTTP_503",
        created_ms=0,
        changed_ms=0,
        retention_days=30,
    )
    return DeliveryReport(stored, destination, None)


@pytest.mark.parametrize(
    ("event_key", "subject"),
    [
        ("operation-1:2", "operation-1"),
        ("operation-1", "operation-1"),
        ("message-7", "7"),
        ("inbox-7", "7"),
        # Ids that a caller chose.
        ("message-7:1", "message-7"),
        ("pay:2:1", "pay:2"),
    ],
)
def test_it_is_found_by_what_it_tells_of(event_key, subject):
    assert subject_and_change(event_key)[0] == subject
    found = {pair.key.name: pair.value for pair in search_attributes.at_start(report(event_key).stored)}
    assert found == {"NextStepStatus": "WAITING", "NextStepApplicationId": "app", "NextStepSubject": subject}


def test_a_line_says_what_goes_where():
    assert described.summary(report()) == "callback to bank.example of the application app: operation-1:2"


def test_the_details_say_what_an_operator_may_do_and_nothing_of_what_is_said():
    text = described.details(report())
    for word in (
        "**callback** to **bank.example**",
        "operation-1, its change number 2",
        "nextstep deliveries send delivery-1",
    ):
        assert word in text
    assert "canary" not in text
    assert "change" not in described.details(report("message-7", kind="push", destination="ios"))
