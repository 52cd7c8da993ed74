"""Reading registrations: from the row where it is current, from the workflow where it may lag behind."""

from tests.workflows.registration.client.house import APPLICATION, code
from workflows.registration.machine import interrupt


def listed(house, *, removed=False, page=0, size=100, user_id="roman"):
    found = house.registrations.list_registrations(
        user_id, (APPLICATION,), include_removed=removed, page=page, size=size
    )
    return [(view.registration_id, view.status) for view in found]


def test_a_current_row_is_read_and_nobody_is_asked(registered):
    registered.create()
    registered.wait(120)
    assert (registered.get().status, registered.workflow_client.asked) == ("CREATED", 0)
    registered.exchange()
    assert (registered.get().status, registered.workflow_client.asked) == ("PENDING_COMMIT", 0)


def test_a_young_exchange_is_left_to_its_caller(registered):
    registered.create()
    with registered.lost_answers():
        registered.exchange()
    registered.wait(2.999)
    assert (registered.get().status, registered.workflow_client.asked) == ("CREATED", 0)


def test_an_exchange_that_never_arrived_is_forgotten_when_no_api_can_wait_for_it(registered):
    registered.create()
    registered.note_lost()
    for seconds, asked, stays in ((11.9, 1, True), (0.1, 2, False), (1, 2, False)):
        registered.wait(seconds)
        assert registered.get().status == "CREATED"
        assert (registered.workflow_client.asked, registered.noted()) == (asked, stays)


def test_past_its_deadline_it_is_shown_removed_though_nothing_was_written(registered):
    registered.create()
    registered.wait(120.01)
    registered.workflow_client.away = True
    view = registered.get()
    assert (view.status, view.blocked_reason, view.version) == ("REMOVED", "EXPIRED", 2)
    assert registered.stored().row.status == "CREATED"


def test_a_workflow_that_is_silent_leaves_its_row_and_others_are_asked(registered):
    ids = []
    for user_id in ("roman", "jana"):
        registered.create(user_id=user_id)
        with registered.lost_answers():
            registered.exchange()
        ids.append(registered.id)
    held, other = ids
    registered.workflow_client.silent.add(held)
    registered.wait(3)
    assert listed(registered) == [(held, "CREATED")]
    assert listed(registered, user_id="jana") == [(other, "PENDING_COMMIT")]
    registered.workflow_client.silent.clear()
    registered.wait(5)
    assert listed(registered) == [(held, "PENDING_COMMIT")]


def test_past_its_deadline_the_workflow_has_the_last_word(registered):
    registered.create()
    registered.exchange()
    registered.wait(119)
    with registered.lost_answers():
        registered.registrations.commit(registered.id)
    registered.wait(2)
    assert registered.get().status == "ACTIVE", "committed in time, and nobody heard of it"
    assert registered.stored().row.status == "ACTIVE"


def test_what_its_workflow_removed_is_written_by_who_reads_it_first(registered):
    registered.create()
    registered.wait(121)
    for _ in range(3):
        assert registered.get().status == "REMOVED"
    assert (registered.workflow_client.asked, registered.stored().row.status) == (1, "REMOVED")


def test_a_registration_whose_workflow_never_started_lapses(registered):
    with registered.engine_away():
        registered.create(repeatable=True)
    assert registered.get().status == "CREATED"
    registered.wait(121)
    for _ in range(3):
        assert registered.get().status == "REMOVED"
    assert (registered.workflow_client.asked, registered.stored().row.status) == (1, "REMOVED")


def test_a_terminated_workflow_is_believed_dead_only_when_no_clock_can_be_so_wrong(registered):
    registered.create()
    registered.running().terminated = True
    for seconds, written in ((121, "CREATED"), (10, "CREATED"), (2, "REMOVED")):
        registered.wait(seconds)
        assert registered.get().status == "REMOVED"
        assert registered.stored().row.status == written


def test_while_the_engine_is_away_rows_are_shown_as_they_are_and_it_is_asked_seldom(registered):
    registered.create()
    with registered.lost_answers():
        registered.exchange()
    registered.workflow_client.away = True
    registered.wait(3)
    for seconds, asked in ((0, 1), (4.9, 1), (0.2, 2)):
        registered.wait(seconds)
        assert (registered.get().status, registered.workflow_client.asked) == ("CREATED", asked)
    registered.workflow_client.away = False
    registered.wait(5)
    assert registered.get().status == "PENDING_COMMIT"


def test_a_list_is_healed_and_in_order_and_hides_what_is_removed(registered):
    registered.create("first")
    registered.wait(1)
    registered.create("second", expires_ms=registered.stored().row.created_ms + 600_000)
    registered.wait(1)
    registered.create("third")
    registered.create("hers", user_id="jana")
    registered.id = "third"
    with registered.lost_answers():
        registered.exchange()
    registered.wait(3)
    assert listed(registered) == [("third", "PENDING_COMMIT"), ("second", "CREATED"), ("first", "CREATED")]
    assert listed(registered, page=1, size=1) == [("second", "CREATED")]
    registered.wait(120)
    assert listed(registered) == [("second", "CREATED")]
    assert listed(registered, removed=True) == [("third", "REMOVED"), ("second", "CREATED"), ("first", "REMOVED")]
    assert listed(registered, user_id="nobody") == []


def test_what_turns_out_to_be_removed_is_not_listed(registered):
    registered.create()
    registered.note_lost()
    running = registered.running()
    running.state = interrupt(running.state, running.state.created_ms)
    registered.wait(3)
    assert listed(registered) == []
    assert [status for _, status in listed(registered, removed=True)] == ["REMOVED"]


def test_an_unknown_registration_is_not_found(registered):
    registered.id = "nobody"
    assert code(registered.get) == "REGISTRATION_NOT_FOUND"
