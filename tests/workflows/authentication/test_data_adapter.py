"""Users whom the bank keeps itself: its data adapter is asked, and the operation takes its step by what it found."""

import pytest

from activities.authentication.external_checks import ExternalChecks
from activities.data_adapter.adapter import NoAdapter
from activities.data_adapter.http_adapter import AdapterUnavailable
from activities.store import authentications
from config.refused import Refused
from tests.activities.credentials import made
from workflows.authentication.authentications import Authentications

WRONG = "another"


@pytest.fixture
def proxied(guarded):
    made.define(guarded.database, definition={"data_adapter_proxy_enabled": True})
    guarded.define_otp("PROXIED", proxied=True)
    guarded.confirm()
    return guarded


def test_a_credential_is_checked_elsewhere_and_is_the_step_whether_that_was_asked_for_or_not(proxied):
    found = proxied.say("theirs", user_id="theirs", operation_id="one", updates=False)
    assert (found.is_right, found.operation_failed, found.verdict.user_status) == (True, False, None)
    state = proxied.get().state
    assert (state.result, state.user_id, state.current.instruments) == ("DONE", "theirs", ("CREDENTIAL",))
    [asked] = proxied.adapter.asked
    assert (asked.definition, asked.user_id, asked.operation_id) == (made.NAME, "theirs", "one")


def test_what_is_wrong_is_told_in_the_adapters_words_and_the_last_ends_the_operation(proxied):
    found = [proxied.say(WRONG, user_id="theirs", operation_id="one") for _ in range(3)]
    assert [(one.remaining_attempts, one.operation_failed) for one in found] == [(2, False), (1, False), (0, True)]
    assert (found[0].verdict.shows_remaining_attempts, found[0].verdict.message) == (True, "Wrong.")
    assert proxied.get().state.result == "FAILED"


def test_without_an_operation_it_is_not_asked(proxied):
    with pytest.raises(Refused) as refused:
        proxied.say("theirs", user_id="theirs")
    assert refused.value.reason == "REQUEST_INVALID"
    assert proxied.adapter.asked == []


def test_a_closed_operation_is_refused_before_it_is_asked(proxied):
    proxied.step("SMS_KEY")
    with pytest.raises(Refused) as refused:
        proxied.say("theirs", user_id="theirs", operation_id="one")
    assert refused.value.reason == "OPERATION_FINISHED"
    assert proxied.adapter.asked == []


def test_a_one_time_password_that_is_checked_elsewhere(proxied):
    created = proxied.otp("one", name="PROXIED", user_id="theirs")
    assert (created.value, created.otp.otp_status) == (None, "EXTERNAL")
    wrong_one = proxied.give(created, WRONG)
    assert (wrong_one.is_right, wrong_one.remaining_attempts, proxied.status(created)) == (False, 2, "EXTERNAL")
    assert proxied.give(created, "theirs").is_right
    assert (proxied.status(created), proxied.get().state.result) == ("USED", "DONE")


def test_both_elsewhere(proxied):
    created = proxied.otp("one", name="PROXIED", user_id="theirs", credential_name=None)
    found = proxied.say("theirs", user_id="theirs", otp=created, code="theirs")
    assert (found.is_right, proxied.get().state.result) == (True, "DONE")
    assert len(proxied.adapter.asked) == 2


def test_one_part_here_and_the_other_elsewhere_is_a_fault_of_the_configuration(proxied):
    here = proxied.otp("one", user_id="theirs")
    with pytest.raises(Refused) as refused:
        proxied.say("theirs", user_id="theirs", otp=here, code=here.value)
    assert refused.value.reason == "CONFIGURATION_INVALID"


def test_a_copy_is_told_the_same_and_nobody_is_asked_again(proxied):
    first = proxied.say(WRONG, user_id="theirs", operation_id="one", key="key")
    assert proxied.say(WRONG, user_id="theirs", operation_id="one", key="key") == first
    assert len(proxied.adapter.asked) == 1


def test_an_adapter_that_is_away_leaves_nothing_and_is_asked_again_under_the_same_name(proxied):
    proxied.adapter.away = True
    with pytest.raises(AdapterUnavailable):
        proxied.say("theirs", user_id="theirs", operation_id="one", key="key")
    assert proxied.get().state.version == 1
    with proxied.database.read() as session:
        assert authentications.list_newest(session, "theirs", since_ms=None, until_ms=None, most=1) == []
    proxied.adapter.away = False
    assert proxied.say("theirs", user_id="theirs", operation_id="one", key="key").is_right
    assert [asked.request_id for asked in proxied.adapter.asked] == ["CREDENTIAL key"]


def test_where_there_is_none_the_definition_is_at_fault(proxied):
    external = ExternalChecks(proxied.database, NoAdapter())
    authentications = Authentications(
        proxied.database,
        proxied.another_gateway(),
        proxied.authentications._checks,
        external,
        proxied.authentications._passkeys,
    )
    proxied.authentications = authentications
    with pytest.raises(Refused) as refused:
        proxied.say("theirs", user_id="theirs", operation_id="one")
    assert refused.value.reason == "CONFIGURATION_INVALID"
