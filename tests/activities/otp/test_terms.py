"""What holds for a one-time password, as its definition and its policy are stored."""

import json

import pytest

from activities.otp.policy import terms
from config.identity_vocabulary import OtpGenerationAlgorithm
from config.reasons import Reason
from config.refused import Refused
from tests.activities.otp.definition_rows import definition_row, policy_row


@pytest.fixture
def terms_of(database):
    """Stores rows, and reads the terms of a name."""

    def read(*rows, name="SMS"):
        with database.write() as session:
            session.orm.add_all(rows)
        with database.read() as session:
            return terms(session, name)

    return read


def test_terms_are_the_definitions_and_its_policys(terms_of):
    found = terms_of(
        policy_row(
            attempt_limit=3,
            expiration_time=300,
            gen_algorithm="OTP_RANDOM_DIGIT_GROUPS",
            gen_param=json.dumps({"groupSize": 2}),
        ),
        definition_row(encryption_enabled=True, encryption_algorithm="AES_HMAC", data_adapter_proxy_enabled=True),
    )
    assert (found.name, found.application_name, found.is_sealed, found.is_proxied) == ("SMS", "APPLICATION", True, True)
    assert (found.policy.length, found.policy.group_size) == (8, 2)
    assert found.policy.algorithm is OtpGenerationAlgorithm.OTP_RANDOM_DIGIT_GROUPS
    assert (found.policy.attempt_limit, found.policy.expiration_seconds) == (3, 300)


def test_a_policy_that_was_removed_holds_for_the_definitions_that_name_it(terms_of):
    found = terms_of(policy_row(otp_policy_status="REMOVED"), definition_row())
    assert (found.policy.name, found.policy.group_size, found.policy.attempt_limit) == ("POLICY", None, None)


@pytest.mark.parametrize("name", ["SMS", "OTHER"])
def test_a_definition_that_is_removed_is_as_unknown_as_one_that_there_never_was(terms_of, name):
    with pytest.raises(Refused) as refusal:
        terms_of(policy_row(), definition_row(otp_definition_status="REMOVED"), name=name)
    assert refusal.value.reason is Reason.OTP_DEFINITION_NOT_FOUND


@pytest.mark.parametrize(
    "otherwise",
    [
        None,
        {"gen_algorithm": "DICE"},
        {"length": 0},
        {"length": 65},
        {"gen_algorithm": "OTP_RANDOM_DIGIT_GROUPS"},
        {"gen_algorithm": "OTP_RANDOM_DIGIT_GROUPS", "gen_param": '{"groupSize":3}'},
        {"gen_algorithm": "OTP_RANDOM_DIGIT_GROUPS", "gen_param": '{"groupSize":1}'},
        {"gen_algorithm": "OTP_RANDOM_DIGIT_GROUPS", "gen_param": '{"groupSize":"2"}'},
        {"gen_algorithm": "OTP_RANDOM_DIGIT_GROUPS", "gen_param": "{"},
    ],
)
def test_stored_rows_that_are_unusable_are_a_fault_of_the_configuration(terms_of, otherwise):
    policies = [] if otherwise is None else [policy_row(**otherwise)]
    with pytest.raises(Refused) as refusal:
        terms_of(*policies, definition_row())
    assert refusal.value.reason is Reason.CONFIGURATION_INVALID
