"""Every reason of the core has its answer at every API, and whatever goes wrong is answered in the API's envelope."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from api import cloud, mobile, nextstep
from api.http.error_table import Codes, ErrorTable, by_reason
from api.http.errors import Denied, ErrorResponse, error_response
from config.reasons import Reason
from config.refused import Refused
from tests.api.http.tried_errors import TABLE, TEXTS
from tests.rows import each_row

APIS = (nextstep.api, cloud.api, mobile.api)
of_every_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)


@of_every_api
@each_row("reason", Reason)
def test_every_reason_is_said_at_every_api(api, reason):
    fault = error_response(Refused(reason, "a {detail}"), api.table)
    assert isinstance(fault, ErrorResponse)
    assert fault.status == api.errors[fault.code].status
    assert 400 <= fault.status < 500
    assert api.errors[fault.code].render(fault.detail)


@of_every_api
def test_what_an_endpoint_says_in_its_own_way_is_among_its_errors(api):
    for endpoint in api.endpoints:
        said = {one.code for one in endpoint.refusals.values()}
        assert said <= set(endpoint.errors), endpoint.name


@pytest.mark.parametrize(
    ("texts", "reasons", "lacking"),
    [
        (TEXTS, dict.fromkeys(set(Reason) - {Reason.KEY_REUSED}, "BAD"), "KEY_REUSED"),
        (TEXTS, dict.fromkeys(Reason, "UNHEARD_OF"), "UNHEARD_OF"),
        ({code: text for code, text in TEXTS.items() if code != "AWAY"}, dict.fromkeys(Reason, "BAD"), "AWAY"),
    ],
)
def test_a_table_that_is_not_total_is_not_made(texts, reasons, lacking):
    with pytest.raises(ValueError, match=lacking):
        ErrorTable(texts, TABLE.codes, reasons)


@pytest.mark.parametrize("name", [one.name for one in fields(Codes)])
def test_a_code_of_every_endpoint_has_a_text(name):
    with pytest.raises(ValueError, match="UNHEARD_OF"):
        ErrorTable(TEXTS, replace(TABLE.codes, **{name: "UNHEARD_OF"}), dict.fromkeys(Reason, "BAD"))


def test_a_reason_has_one_code():
    with pytest.raises(ValueError, match="KEY_REUSED is answered by BAD and by AWAY"):
        by_reason({"BAD": [Reason.KEY_REUSED], "AWAY": [Reason.KEY_REUSED]})


@of_every_api
def test_a_code_that_no_table_has_is_a_fault_of_our_own(api):
    assert error_response(Denied("UNHEARD_OF"), api.table) is None


OWN_WORDS = [
    (mobile.api, "remove_activation", Reason.REGISTRATION_STATE, 401, "ERR_AUTHENTICATION"),
    (mobile.api, "claim_operation", Reason.OPERATION_NOT_FOUND, 400, "INVALID_OPERATION"),
    (mobile.api, "claim_operation", Reason.OPERATION_TERMINATED, 400, "INVALID_OPERATION"),
    (mobile.api, "create_activation", Reason.OTP_WRONG, 400, "ERR_ACTIVATION"),
    (mobile.api, "create_activation_code", Reason.APPLICATION_NOT_FOUND, 400, "ACTIVATION_CODE_FAILED"),
    (mobile.api, "register_push_device", Reason.REGISTRATION_NOT_FOUND, 400, "PUSH_REGISTRATION_FAILED"),
    (cloud.api, "commit_user_registration", Reason.REGISTRATION_STATE, 400, "ERROR_REGISTRATION_NOT_FOUND"),
    (cloud.api, "commit_activation", Reason.REGISTRATION_STATE, 400, "ERROR_REGISTRATION_CHANGE"),
    (cloud.api, "cancel_operation", Reason.OPERATION_FINISHED, 400, "ERROR_OPERATION_STATE_CHANGE"),
    (cloud.api, "create_user_operation", Reason.KEY_REUSED, 400, "ERROR_REQUEST"),
    (nextstep.api, "update_operation", Reason.KEY_REUSED, 400, "INVALID_REQUEST"),
]


@pytest.mark.parametrize(("api", "name", "reason", "status", "code"), OWN_WORDS)
def test_an_endpoint_says_a_reason_in_its_callers_words(api, name, reason, status, code):
    [endpoint] = [one for one in api.endpoints if one.name == name]
    fault = error_response(Refused(reason), api.table, endpoint.refusals)
    assert (fault.status, fault.code) == (status, code)


@of_every_api
def test_what_an_api_says_of_its_own_has_a_text(api):
    folder = Path(mobile.__file__).parents[1] / api.name
    said = {code for file in folder.rglob("*.py") for code in re.findall(r'Denied\("(\w+)"', file.read_text())}
    assert said <= set(api.errors)
    assert said or api is nextstep.api
