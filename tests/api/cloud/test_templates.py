"""Templates of operations and their texts, administered."""

import pytest

TEMPLATE = {
    "operationType": "approve_limit",
    "dataTemplate": "A1*A${amount}${currency}",
    "signatureType": ["possession_knowledge"],
    "maxFailureCount": 3,
    "expiration": 120,
    "riskFlags": "XF",
    "proximityCheckEnabled": True,
    "unfilledPlacesAllowed": False,
}
TEXTS = {
    "title": "New limit",
    "message": "Your limit will be ${amount}.",
    "resultTexts": {"success": "Done."},
    "attributes": [
        {"id": "amount", "type": "AMOUNT", "text": "Limit", "params": {"amount": "amount", "currency": "currency"}}
    ],
    "ui": {"flipButtons": True},
}
PATH = "/admin/templates"


def test_a_template_is_created_changed_listed_and_removed(admin):
    assert admin.ok("PUT", f"{PATH}/limit", TEMPLATE) == {"templateName": "limit", **TEMPLATE}
    changed = TEMPLATE | {"expiration": 60}
    assert admin.ok("PUT", f"{PATH}/limit", changed)["expiration"] == 60
    assert admin.ok("GET", f"{PATH}/limit") == {"templateName": "limit", **changed}
    assert {"templateName": "limit", **changed} in admin.ok("GET", PATH)["templates"]
    admin.ok("DELETE", f"{PATH}/limit")
    assert admin.refused("GET", f"{PATH}/limit") == ("ERROR_ADMIN", "Template not found")


def test_texts_are_written_read_and_removed(admin):
    path = f"{PATH}/texts/approve_limit/en"
    assert admin.ok("PUT", path, TEXTS) == TEXTS
    assert admin.ok("GET", path) == TEXTS
    admin.ok("DELETE", path)
    assert admin.refused("GET", path) == ("ERROR_ADMIN", "Texts not found")


def test_push_texts_belong_to_a_template(admin):
    words = {"title": "Limit", "summary": "Approve ${amount}"}
    assert admin.refused("PUT", f"{PATH}/none/push/en", words) == ("ERROR_ADMIN", "Template not found")
    admin.ok("PUT", f"{PATH}/pushed", TEMPLATE)
    assert admin.ok("PUT", f"{PATH}/pushed/push/en", words) == words


@pytest.mark.parametrize("wrong", [{"title": " "}, {"title": "\t\u00a0"}, {"summary": "\n"}, {"title": ""}], ids=str)
def test_a_push_that_says_nothing_is_refused(admin, wrong):
    admin.ok("PUT", f"{PATH}/blank", TEMPLATE)
    words = {"title": "Limit", "summary": "Approve ${amount}", **wrong}
    assert admin.refused("PUT", f"{PATH}/blank/push/en", words)[0] == "ERROR_REQUEST"


@pytest.mark.parametrize(
    "wrong",
    [
        {"operationType": None},
        {"dataTemplate": ""},
        {"signatureType": []},
        {"signatureType": ["knowledge"]},
        {"maxFailureCount": 0},
        {"maxFailureCount": 101},
        {"expiration": 0},
        {"expiration": 366 * 86_400 + 1},
        {"riskFlags": "x"},
    ],
    ids=str,
)
def test_a_template_that_cannot_be_is_refused(admin, wrong):
    assert admin.refused("PUT", f"{PATH}/limit", TEMPLATE | wrong)[0] == "ERROR_REQUEST"


@pytest.mark.parametrize(("name", "language"), [("approve_limit", "EN"), ("approve_limit", "en-US"), ("x", "e")])
def test_texts_are_of_a_language(admin, name, language):
    assert admin.refused("PUT", f"{PATH}/texts/{name}/{language}", TEXTS)[0] == "ERROR_REQUEST"


@pytest.mark.parametrize("name", ["-limit", "a b", "a" * 300])
def test_a_template_has_a_name(admin, name):
    assert admin.refused("PUT", f"{PATH}/{name}", TEMPLATE)[0] == "ERROR_REQUEST"


def test_integration_users_do_not_administer_templates(bank):
    assert bank.refused("PUT", f"{PATH}/limit", TEMPLATE, status=401)[0]


def test_an_operation_of_a_new_template_is_made_and_keeps_what_it_was_made_from(live_admin, live):
    live_admin.ok("PUT", f"{PATH}/limit", TEMPLATE)
    live_admin.ok("PUT", f"{PATH}/texts/approve_limit/en", TEXTS)
    created = live.ok(
        "POST", "/v2/operations", {"template": "limit", "parameters": {"amount": "10", "currency": "CZK"}}
    )
    assert (created["operationType"], created["maxFailureCount"]) == ("approve_limit", 3)
    assert created["timestampExpires"] - created["timestampCreated"] == 120_000
    assert len(created["proximityOtp"]) == 8
    live_admin.ok("DELETE", f"{PATH}/limit")
    assert live.ok("GET", f"/v2/operations/{created['operationId']}")["maxFailureCount"] == 3
    assert live.refused("POST", "/v2/operations", {"template": "limit"})[0] == "ERROR_REQUEST"
