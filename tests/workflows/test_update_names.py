"""By which update an event is sent: timelines of Temporal show its name, which tells a wrong attempt from a right one."""

import pytest
from temporalio import workflow

from activities.device.phone_verdicts import ApprovalFailure, PhoneVerdict
from config.vocabulary import AuthStepResult
from workflows.operation.client import workflow_client as operations
from workflows.operation.messages import PhoneAnswer
from workflows.operation.model import AssignUser, ChooseMethod, Eligibility, SetMobileToken, TakeStep
from workflows.operation.workflow import OperationWorkflow
from workflows.registration.client import workflow_client as registrations
from workflows.registration.model import Alter, Commit, ExchangeKeys, Otp, RegistrationChange
from workflows.registration.workflow import RegistrationWorkflow


def updates(kind):
    return workflow._Definition.must_from_class(kind).updates


def answer(failure=None, reason=None):
    return PhoneAnswer(Eligibility(), PhoneVerdict(failure, "phone", "POSSESSION", "ACTIVE", 5), reason)


EVENTS = [
    (TakeStep("SMS_KEY", AuthStepResult.CONFIRMED), "step_confirmed"),
    (TakeStep("SMS_KEY", AuthStepResult.AUTH_FAILED), "step_failed"),
    (TakeStep("SMS_KEY", AuthStepResult.AUTH_METHOD_FAILED), "step_failed"),
    (TakeStep("SMS_KEY", AuthStepResult.CANCELED), "step_canceled"),
    (TakeStep("SMS_KEY", AuthStepResult.AUTH_METHOD_CHOSEN), "step_changed"),
    (TakeStep("SMS_KEY", AuthStepResult.AUTH_METHOD_DOWNGRADE), "step_changed"),
    (ChooseMethod("SMS_KEY"), "choose_method"),
    (SetMobileToken(True), "set_mobile_token"),
    (AssignUser("roman"), "assign_user"),
]
ANSWERS = [
    (answer(), "phone_approved"),
    *((answer(failure), "phone_failed") for failure in ApprovalFailure),
    (answer(reason="INCORRECT_DATA"), "phone_rejected"),
    (answer(ApprovalFailure.SIGNATURE, "INCORRECT_DATA"), "phone_failed"),
]
OF_REGISTRATIONS = [
    (ExchangeKeys("one", Otp.RIGHT, True), "exchange_keys"),
    (ExchangeKeys("one", Otp.ABSENT, True), "exchange_keys"),
    (ExchangeKeys("one", Otp.WRONG, True), "exchange_failed"),
    (ExchangeKeys("one", Otp.ABSENT, False), "exchange_failed"),
    (Commit(Otp.RIGHT), "commit"),
    (Commit(Otp.WRONG), "commit_failed"),
    (Alter(RegistrationChange.REMOVE), "alter"),
]


@pytest.mark.parametrize(("event", "name"), EVENTS)
def test_a_step_is_told_by_its_end(event, name):
    assert operations.handler(event) == getattr(OperationWorkflow, name)


@pytest.mark.parametrize(("event", "name"), ANSWERS)
def test_a_phone_s_answer_is_told_by_what_was_found_of_it(event, name):
    assert operations.phone_handler(event) == getattr(OperationWorkflow, name)


@pytest.mark.parametrize(("event", "name"), OF_REGISTRATIONS)
def test_a_wrong_password_of_a_registration_is_told_from_a_right_one(event, name):
    assert registrations.handler(event) == getattr(RegistrationWorkflow, name)


def test_every_update_is_sent_by_somebody_and_checked_before_it_is_recorded():
    sent = {OperationWorkflow: EVENTS + ANSWERS, RegistrationWorkflow: OF_REGISTRATIONS}
    for kind, events in sent.items():
        found = updates(kind)
        assert set(found) == {name for _, name in events}
        assert all(one.validator is not None for one in found.values())
