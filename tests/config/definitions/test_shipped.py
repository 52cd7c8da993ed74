"""The shipped definitions say what the reference's section 3 says."""

import json
import time
from collections import Counter

from config.definitions.load import SHIPPED, load, read_definitions
from config.phone_methods import PHONE_METHODS
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType

CREATE, UPDATE = OperationRequestType
M, S, R = AuthMethod, AuthStepResult, AuthResult


def steps(operation):
    return [step for step in load().steps if step.operation_name == operation]


def test_there_are_ten_methods_in_the_order_of_the_vocabulary_of_the_web_flow():
    assert [(method.auth_method.value, method.order_number) for method in load().auth_methods] == [
        ("INIT", 1), ("USER_ID_ASSIGN", 2), ("USERNAME_PASSWORD_AUTH", 3), ("SHOW_OPERATION_DETAIL", 4),
        ("POWERAUTH_TOKEN", 5), ("SMS_KEY", 6), ("CONSENT", 7), ("LOGIN_SCA", 8), ("APPROVAL_SCA", 9), ("OTP_CODE", 10),
    ]  # fmt: skip


def test_methods_that_can_fail_allow_five_failures_and_the_otp_code_three():
    limits = {
        method.auth_method.value: method.max_auth_fails for method in load().auth_methods if method.check_auth_fails
    }
    assert limits == {
        "USERNAME_PASSWORD_AUTH": 5, "POWERAUTH_TOKEN": 5, "SMS_KEY": 5, "CONSENT": 5,
        "LOGIN_SCA": 5, "APPROVAL_SCA": 5, "OTP_CODE": 3,
    }  # fmt: skip


def test_only_the_mobile_token_depends_on_the_users_preferences():
    asking = [method for method in load().auth_methods if method.check_user_prefs]
    assert [(m.auth_method, m.user_prefs_column, m.user_prefs_default) for m in asking] == [
        (M.POWERAUTH_TOKEN, 1, False)
    ]


def test_methods_with_a_mobile_token_or_a_user_interface():
    methods = load().auth_methods
    assert {m.auth_method for m in methods if m.has_mobile_token} == {M.POWERAUTH_TOKEN, M.LOGIN_SCA, M.APPROVAL_SCA}
    assert {m.auth_method for m in methods if m.has_mobile_token} == {*PHONE_METHODS}
    assert {m.auth_method for m in methods if not m.has_user_interface} == {M.INIT, M.USER_ID_ASSIGN}
    assert {m.auth_method for m in methods if m.display_name_key is None} == {M.INIT, M.USER_ID_ASSIGN}


def test_operations_enable_the_mobile_token_with_two_factors_and_use_the_default_lifetime():
    assert {o.operation_name: (o.template_version, o.template_id) for o in load().operations} == {
        "login": ("A", 2), "login_sca": ("A", 2), "authorize_payment": ("A", 1), "authorize_payment_sca": ("A", 1),
    }  # fmt: skip
    for operation in load().operations:
        assert operation.mobile_token_enabled
        assert operation.mobile_token_mode == '{"type":"2FA","variants":["possession_knowledge","possession_biometry"]}'
        assert json.loads(operation.mobile_token_mode)["type"] == "2FA"
        assert (operation.afs_enabled, operation.afs_config_id, operation.expiration_time) == (False, None, None)


def test_there_are_69_steps_without_number_ten():
    assert [step.step_definition_id for step in load().steps] == [number for number in range(1, 71) if number != 10]
    assert Counter(step.operation_name for step in load().steps) == {
        "login": 15, "authorize_payment": 25, "login_sca": 10, "authorize_payment_sca": 19,
    }  # fmt: skip


def test_a_login_offers_two_methods_and_ends_with_consent():
    rows = {step.step_definition_id: step for step in steps("login")}
    assert [(s.response_priority, s.response_auth_method) for s in rows.values() if s.operation_type is CREATE] == [
        (1, M.USER_ID_ASSIGN),
        (2, M.USERNAME_PASSWORD_AUTH),
    ]
    assert (rows[3].request_auth_method, rows[3].response_auth_method, rows[3].response_result) == (
        M.INIT,
        M.INIT,
        R.FAILED,
    )
    assert (rows[13].request_auth_method, rows[13].request_auth_step_result) == (M.CONSENT, S.CONFIRMED)
    assert (rows[13].response_auth_method, rows[13].response_result) == (None, R.DONE)


def test_a_payment_offers_the_mobile_token_before_the_sms_after_either_login():
    for method in (M.USER_ID_ASSIGN, M.USERNAME_PASSWORD_AUTH):
        offered = [
            (s.response_priority, s.response_auth_method)
            for s in steps("authorize_payment")
            if (s.request_auth_method, s.request_auth_step_result) == (method, S.CONFIRMED)
        ]
        assert offered == [(1, M.POWERAUTH_TOKEN), (2, M.SMS_KEY)]


def test_every_confirmed_canceled_and_failed_method_has_its_answer():
    answers = {(s.operation_name, s.request_auth_method, s.request_auth_step_result) for s in load().steps}
    offered = {(s.operation_name, s.response_auth_method) for s in load().steps if s.response_result is R.CONTINUE}
    for operation, method in offered:
        for ended in (S.CONFIRMED, S.CANCELED, S.AUTH_METHOD_FAILED, S.AUTH_FAILED):
            assert (operation, method, ended) in answers


def test_only_a_user_that_cannot_be_assigned_fails_a_strong_payment_at_once():
    failing = {
        (s.operation_name, s.request_auth_method)
        for s in load().steps
        if (s.request_auth_step_result, s.response_result) == (S.AUTH_FAILED, R.FAILED)
    }
    assert failing == {("authorize_payment_sca", M.USER_ID_ASSIGN)}


def test_there_are_two_organizations_and_retail_is_the_default():
    assert [(o.organization_id, o.is_default, o.default_otp_name) for o in load().organizations] == [
        ("RETAIL", True, "RETAIL_OTP"),
        ("SME", False, "SME_OTP"),
    ]


def test_there_are_a_login_and_a_payment_to_approve_with_two_factors():
    templates = {template.template_name: template for template in load().operation_templates}
    assert [(name, found.operation_type, found.data_template) for name, found in templates.items()] == [
        ("login", "login", "A2"),
        ("payment", "authorize_payment", "A1*A${amount}${currency}*I${iban}"),
    ]
    for found in templates.values():
        assert found.signature_type == ("possession_knowledge", "possession_biometry")
        assert (found.max_failure_count, found.expiration) == (5, 300)
        assert (found.risk_flags, found.proximity_check_enabled) == ("", False)


def test_a_payment_shows_its_amount_and_its_account():
    (texts,) = (texts for texts in load().operation_texts if texts.operation_type == "authorize_payment")
    assert [(each.type, each.id, each.params) for each in texts.attributes] == [
        ("AMOUNT", "operation.amount", {"amount": "amount", "currency": "currency"}),
        ("KEY_VALUE", "operation.account", {"value": "iban"}),
    ]


def test_loading_is_quick_and_done_once():
    started = time.perf_counter()
    assert read_definitions(SHIPPED) == load()
    assert time.perf_counter() - started < 0.5
    assert load() is load()
