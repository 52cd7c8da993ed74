"""Messages to real workflows on a Temporal test server, and the ways in which they come back."""

import time

import pytest

from config.refused import Refused
from config.settings import load
from tests.e2e.processes import free_port
from tests.workflows.engine import TASK_QUEUE, Engine
from tests.workflows.orders import CONFIRM, order, send
from workflows.operation.client.workflow_client import Listing, Mailbox, digest
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.transport import Gone

pytestmark = pytest.mark.xdist_group("mailbox")


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    """Nobody skips time here: its clock is ours."""
    running = Engine(tmp_path_factory.mktemp("mailbox"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def mailbox(engine):
    return Mailbox(Temporal(engine.settings), TASK_QUEUE, 5)


@pytest.fixture
def opened(mailbox):
    """The start of a login that runs."""
    start = order()
    assert mailbox.start(start, Listing("a login"))
    return start


def end(engine, operation_id, **how):
    """As an operator does."""
    engine.run(engine.client.get_workflow_handle(operation_id).terminate(**how))


@pytest.mark.parametrize("operation_id", [None, "ž" * 150, "line\nbreak"])
def test_a_started_operation_says_what_it_is(mailbox, operation_id):
    start = order(operation_id=operation_id)
    assert mailbox.start(start, Listing("a login", "RETAIL", "transaction"))
    portrait = mailbox.ask(start.operation_id)
    assert (portrait.operation_name, portrait.state, portrait.request_digest) == ("login", start.state, "digest")


def test_an_id_starts_once_also_after_its_workflow_has_ended(engine, mailbox, opened):
    assert not mailbox.start(opened, Listing("again"))
    end(engine, opened.operation_id)
    assert not mailbox.start(opened, Listing("again"))


def test_every_event_finds_its_handler(mailbox):
    start = order("authorize_payment")
    mailbox.start(start, Listing("a payment"))
    events = [CONFIRM, ChooseMethod("SMS_KEY"), SetMobileToken(False), AssignUser("eva")]
    answers = [send(mailbox, start, event) for event in events]
    assert [answer.state.version for answer in answers] == [2, 3, 3, 4]
    assert [answer.request_digest for answer in answers] == [digest(start.operation_id, event) for event in events]
    assert answers[-1].state.user_id == "eva"


def test_a_repeated_id_is_answered_with_the_first_requests_digest_also_after_the_end(mailbox, opened):
    first = send(mailbox, opened, CONFIRM, "first")
    assert send(mailbox, opened, TakeStep("CONSENT", "CONFIRMED"), "first") == first
    last = send(mailbox, opened, TakeStep("CONSENT", "CONFIRMED"), "last")
    assert last.state.result == "DONE"
    assert send(mailbox, opened, TakeStep("CONSENT", "CONFIRMED"), "last") == last
    assert mailbox.ask(opened.operation_id).state == last.state


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (ChooseMethod("SMS_KEY"), "STEP_NOT_OFFERED"),
        (TakeStep("CONSENT", "CONFIRMED"), "STEP_NOT_OFFERED"),
        (TakeStep("USERNAME_PASSWORD_AUTH", None), "REQUEST_INVALID"),
    ],
)
def test_what_the_machine_refuses_comes_back_with_its_code(mailbox, opened, event, code):
    with pytest.raises(Refused) as refused:
        send(mailbox, opened, event)
    assert (refused.value.reason, bool(refused.value.detail)) == (code, True)


def test_a_terminated_workflow_takes_no_event_and_still_says_what_it_was(engine, mailbox, opened):
    end(engine, opened.operation_id)
    with pytest.raises(Gone):
        send(mailbox, opened, CONFIRM)
    assert mailbox.ask(opened.operation_id).state == opened.state


def test_an_operation_that_temporal_does_not_know_is_gone(mailbox):
    with pytest.raises(Gone):
        send(mailbox, order(), CONFIRM)
    assert mailbox.ask("nobody") is None
    assert mailbox.has_closed("nobody")


@pytest.mark.parametrize("ends", [False, True])
def test_a_workflow_has_closed_when_it_has_ended(engine, mailbox, opened, ends):
    if ends:
        end(engine, opened.operation_id)
    assert mailbox.has_closed(opened.operation_id) is ends


def test_where_nobody_listens_the_engine_is_away():
    away = Mailbox(Temporal(load(temporal_address=f"127.0.0.1:{free_port()}")), TASK_QUEUE, 0.5)
    start = order()
    for request in (
        lambda: away.start(start, Listing("a login")),
        lambda: send(away, start, CONFIRM),
        lambda: away.ask(start.operation_id),
    ):
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            request()
        assert time.monotonic() - begun < 3


def test_without_a_worker_an_event_waits_no_longer_than_it_may(engine):
    alone = Mailbox(Temporal(engine.settings), "nobody-polls", 0.5)
    start = order()
    assert alone.start(start, Listing("a login"))
    with pytest.raises(EngineUnavailable):
        send(alone, start, CONFIRM)
