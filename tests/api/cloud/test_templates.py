"""Templates of operations and their texts, administered."""

from itertools import permutations

import pytest

from config.attributes.registry import ATTRIBUTES
from config.names import NOT_TEMPLATES

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
PUSH = {"title": "Limit", "summary": "Approve ${amount}"}
PATH = "/admin/templates"


def test_a_template_is_created_changed_listed_and_removed(admin):
    admin.ok("PUT", f"{PATH}/texts/approve_limit/en", TEXTS)
    created = admin.ok("PUT", f"{PATH}/limit", TEMPLATE)
    assert created == {"templateName": "limit", **TEMPLATE, "warnings": created["warnings"]}
    admin.ok("PUT", f"{PATH}/limit/push/en", PUSH)
    changed = TEMPLATE | {"expiration": 60}
    assert admin.ok("PUT", f"{PATH}/limit", changed)["expiration"] == 60
    assert admin.ok("GET", f"{PATH}/limit") == {"templateName": "limit", **changed}
    assert {"templateName": "limit", **changed} in admin.ok("GET", PATH)["templates"]
    admin.ok("DELETE", f"{PATH}/limit")
    assert admin.refused("GET", f"{PATH}/limit") == ("ERROR_ADMIN", "Template not found")


def test_what_a_template_lacks_is_told(admin):
    missing = {"shown": "The operation type fresh has no texts", "pushed": "The template has no push texts"}

    def lacks(template):
        return {what for what in missing if any(missing[what] in said for said in template.get("warnings", []))}

    template = TEMPLATE | {"operationType": "fresh"}
    assert lacks(admin.ok("PUT", f"{PATH}/fresh", template)) == {"shown", "pushed"}
    admin.ok("PUT", f"{PATH}/texts/fresh/cs", TEXTS)
    assert lacks(admin.ok("GET", f"{PATH}/fresh")) == {"pushed"}
    admin.ok("PUT", f"{PATH}/fresh/push/en", PUSH)
    [listed] = [one for one in admin.ok("GET", PATH)["templates"] if one["templateName"] == "fresh"]
    assert "warnings" not in listed
    assert "warnings" not in admin.ok("PUT", f"{PATH}/fresh", template)
    admin.ok("DELETE", f"{PATH}/texts/fresh/cs")
    assert lacks(admin.ok("GET", f"{PATH}/fresh")) == {"shown"}
    admin.ok("DELETE", f"{PATH}/fresh")


@pytest.mark.parametrize("path", ["/v2/operations", "/operations"])
def test_an_operation_that_no_phone_would_show_is_refused(admin, bank, path):
    admin.ok("PUT", f"{PATH}/mute", TEMPLATE | {"operationType": "mute"})
    request = {"userId": "nobody", "template": "mute", "parameters": {"amount": "1", "currency": "CZK"}}
    code, said = bank.refused("POST", path, request)
    assert (code, "operation type mute has no texts" in said) == ("ERROR_REQUEST", True)
    admin.ok("PUT", f"{PATH}/texts/mute/cs", TEXTS)
    assert bank.refused("POST", "/v2/operations", request)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    admin.ok("DELETE", f"{PATH}/mute")
    admin.ok("DELETE", f"{PATH}/texts/mute/cs")


def attribute(kind, **params):
    return {"attributes": [{"id": "1", "type": kind, "text": "Label", "params": params}]}


WRONG_TEXTS = {
    "an unknown type": (attribute("AMUONT", amount="a", currency="c"), "type"),
    "an amount of a value": (attribute("AMOUNT", value="a"), "AMOUNT has no slot value"),
    "an amount without currency": (attribute("AMOUNT", amount="a"), "AMOUNT needs the slot currency"),
    "a slot too many": (attribute("NOTE", note="n", value="v"), "NOTE has no slot value"),
    "a conversion of one side": (attribute("AMOUNT_CONVERSION", sourceAmount="a"), "needs the slot sourceCurrency"),
    "a title that is reordered": ({"title": "Pay \u202e001"}, "title: Has the character U+202E"),
    "a title of two lines": ({"title": "Pay\n1"}, "title: Has the character U+000A"),
    "a message with a separator": ({"message": "Pay\u2029"}, "message: Has the character U+2029"),
    "a label that is reordered": (
        {"attributes": [{"id": "1", "type": "NOTE", "text": "\u200f", "params": {"note": "n"}}]},
        "Has the character U+200F",
    ),
    "a result that is reordered": ({"resultTexts": {"success": "\u2067"}}, "Has the character U+2067"),
}


@pytest.mark.parametrize("name", WRONG_TEXTS)
def test_texts_that_phones_could_not_show_as_they_are_meant_are_refused(admin, name):
    wrong, message = WRONG_TEXTS[name]
    code, said = admin.refused("PUT", f"{PATH}/texts/approve_limit/sk", TEXTS | wrong)
    assert (code, message in said) == ("ERROR_REQUEST", True), said
    assert admin.refused("GET", f"{PATH}/texts/approve_limit/sk") == ("ERROR_ADMIN", "Texts not found")


@pytest.mark.parametrize("kind", ATTRIBUTES.values(), ids=list(ATTRIBUTES))
def test_every_type_is_taken_with_its_slots(admin, kind):
    for params in (kind.required, kind.slots):
        words = TEXTS | attribute(kind.word, **{slot: f"the_{slot}" for slot in params})
        assert admin.ok("PUT", f"{PATH}/texts/approve_limit/sk", words)["attributes"] == words["attributes"]
    admin.ok("DELETE", f"{PATH}/texts/approve_limit/sk")


def test_lines_of_a_message_stay(admin):
    words = TEXTS | {"message": "Two\nlines"}
    assert admin.ok("PUT", f"{PATH}/texts/approve_limit/sk", words)["message"] == "Two\nlines"
    admin.ok("DELETE", f"{PATH}/texts/approve_limit/sk")


def test_texts_are_written_read_and_removed(admin):
    path = f"{PATH}/texts/approve_limit/en"
    assert admin.ok("PUT", path, TEXTS) == TEXTS
    assert admin.ok("GET", path) == TEXTS
    admin.ok("DELETE", path)
    assert admin.refused("GET", path) == ("ERROR_ADMIN", "Texts not found")


def test_push_texts_belong_to_a_template(admin):
    assert admin.refused("PUT", f"{PATH}/none/push/en", PUSH) == ("ERROR_ADMIN", "Template not found")
    admin.ok("PUT", f"{PATH}/pushed", TEMPLATE)
    assert admin.ok("PUT", f"{PATH}/pushed/push/en", PUSH) == PUSH
    for wrong in ({"title": "\u202eLimit"}, {"summary": "\u2028"}):
        assert admin.refused("PUT", f"{PATH}/pushed/push/en", PUSH | wrong)[0] == "ERROR_REQUEST"


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


UNREADABLE = {
    "words": ("payment of ${amount}", "the head of the data"),
    "a number of three digits": ("A100*N${note}", "the head of the data"),
    "seven fields": ("A1" + "*N${note}" * 7, "7 fields"),
    "an amount apart from its currency": ("A1*A${amount} ${currency}", "field 1 of the data, A,"),
    "a date with points": ("A1*N${note}*D${day}.${month}.${year}", "field 2 of the data, D,"),
    "a place that is never filled": ("A1*A$${amount}CZK", "field 1 of the data, A,"),
    "text that is reordered": ("A1*N\u202e${note}", "Has the character U+202E"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_data_that_no_phone_could_read_from_a_qr_code_is_refused(admin, name):
    data, message = UNREADABLE[name]
    code, said = admin.refused("PUT", f"{PATH}/limit", TEMPLATE | {"dataTemplate": data})
    assert (code, said.partition(":")[0], message in said) == ("ERROR_REQUEST", "dataTemplate", True), said


def test_data_that_no_phone_reads_from_a_qr_code_is_free(admin):
    approved = TEMPLATE | {"dataTemplate": "payment of ${amount}", "signatureType": ["possession"]}
    assert admin.ok("PUT", f"{PATH}/free", approved)["dataTemplate"] == "payment of ${amount}"
    admin.ok("DELETE", f"{PATH}/free")


def test_a_number_that_not_all_phones_read_is_told(admin):
    said = admin.ok("PUT", f"{PATH}/zero", TEMPLATE | {"dataTemplate": "A0*N${note}"})["warnings"]
    assert any("JavaScript" in one for one in said)
    admin.ok("DELETE", f"{PATH}/zero")


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("approve_limit", "EN"),
        ("approve_limit", "en-us"),
        ("approve_limit", "zh_Hant"),
        ("approve_limit", "en-"),
        ("x", "e"),
    ],
)
def test_texts_are_of_a_language(admin, name, language):
    code, said = admin.refused("PUT", f"{PATH}/texts/{name}/{language}", TEXTS)
    assert (code, said.partition(":")[0]) == ("ERROR_REQUEST", "language")


@pytest.mark.parametrize("name", ["-limit", "a b", "a" * 256, "texts"])
def test_a_template_has_a_name(admin, name):
    assert admin.refused("PUT", f"{PATH}/{name}", TEMPLATE)[0] == "ERROR_REQUEST"


def test_no_name_that_is_chosen_is_a_word_of_an_address(app):
    """Where one address has a name and another a word in the same place, the word cannot be that name."""
    addresses = {tuple(rule.rule.strip("/").split("/")) for rule in app.url_map.iter_rules()}

    def meet(one, other):
        return len(one) == len(other) and all(a == b or "<" in a + b for a, b in zip(one, other, strict=True))

    facing = {
        (a, b)
        for one, other in permutations(addresses, 2)
        if meet(one, other)
        for a, b in zip(one, other, strict=True)
        if "<" in a and "<" not in b
    }
    assert facing == {
        *(("<template_name>", word) for word in NOT_TEMPLATES),
        ("<operation_type>", "push"),  # stands behind `texts`, which is no template's name
        ("<callback_id>", "deliveries"),  # ours, a UUID
        ("<name>", "index.html"),  # a file of Swagger's
    }


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
    wanted = {"template": "limit", "parameters": {"amount": "20", "currency": "CZK"}}
    key = {"Idempotency-Key": "before the template went"}
    first = live.ok("POST", "/v2/operations", wanted, headers=key)
    live_admin.ok("DELETE", f"{PATH}/limit")
    again = live.ok("POST", "/v2/operations", wanted, headers=key)
    assert (again["operationId"], again["parameters"]) == (first["operationId"], wanted["parameters"])
    assert live.ok("GET", f"/v2/operations/{created['operationId']}")["maxFailureCount"] == 3
    assert live.refused("POST", "/v2/operations", {"template": "limit"})[0] == "ERROR_REQUEST"


@pytest.mark.parametrize(
    ("ui", "hint"),
    [
        (
            {"postApprovalScreen": {"type": "REDIRECT", "payload": {}}},
            "postApprovalScreen.type: REDIRECT is known to no app: it is called MERCHANT_REDIRECT.",
        ),
        ({"preApprovalScreens": {"type": "INFO"}}, "preApprovalScreens: Not an array of screens."),
        ({"preApprovalScreens": ["INFO"]}, "preApprovalScreens[0]: Not a screen: an object."),
        (
            {"preApprovalScreens": [{"type": "INFO"}, {"heading": "H"}]},
            "preApprovalScreens[1].type: Required: WARNING, INFO or QR_SCAN.",
        ),
    ],
)
def test_screens_that_no_app_would_show_are_refused(admin, ui, hint):
    answer = admin.send("PUT", f"{PATH}/texts/screened/en", TEXTS | {"ui": ui})
    error = answer.json()["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "ERROR_REQUEST")
    [violation] = error["violations"]
    assert (violation["fieldName"], violation["hint"]) == ("ui", hint)
    assert admin.refused("GET", f"{PATH}/texts/screened/en")[0] == "ERROR_ADMIN"


def test_screens_of_newer_apps_are_kept(admin):
    ui = {
        "preApprovalScreen": {"type": "WARNING", "heading": "H", "message": "M"},
        "preApprovalScreens": [{"type": "WARNING", "heading": "H", "message": "M", "controls": {"axis": "VERTICAL"}}],
        "postApprovalScreen": {"type": "MERCHANT_REDIRECT", "payload": {"redirectUrl": "app://x"}},
    }
    assert admin.ok("PUT", f"{PATH}/texts/newer/en", TEXTS | {"ui": ui})["ui"] == ui


def listed(bank, name):
    templates = bank.ok("GET", "/v2/templates")["templates"]
    return next((one for one in templates if one["template"] == name), None)


def test_an_integration_user_reads_which_parameters_a_template_takes(admin, bank):
    admin.ok("PUT", f"{PATH}/texts/approve_asked/en", TEXTS | {"message": "For ${purpose}, to ${iban:-nobody}."})
    admin.ok(
        "PUT",
        f"{PATH}/asked",
        TEMPLATE | {"operationType": "approve_asked", "dataTemplate": "A1*A${amount}${currency:-EUR}"},
    )
    admin.ok("PUT", f"{PATH}/asked/push/en", {"title": "Limit", "summary": "From ${sender}"})
    assert listed(bank, "asked") == {
        "template": "asked",
        "operationType": "approve_asked",
        "dataTemplate": "A1*A${amount}${currency:-EUR}",
        "parameters": [
            {"name": "amount", "required": True, "amount": True},
            {"name": "currency", "required": False, "amount": False},
            {"name": "purpose", "required": False, "amount": False},
            {"name": "iban", "required": False, "amount": False},
            {"name": "sender", "required": False, "amount": False},
        ],
    }
    admin.ok("DELETE", f"{PATH}/asked")
    assert listed(bank, "asked") is None


def test_nothing_is_required_where_places_may_stay_unfilled(admin, bank):
    admin.ok("PUT", f"{PATH}/lenient", TEMPLATE | {"unfilledPlacesAllowed": True})
    assert {one["required"] for one in listed(bank, "lenient")["parameters"]} == {False}
    admin.ok("DELETE", f"{PATH}/lenient")


def test_administrators_do_not_read_what_integration_users_read(admin):
    assert admin.refused("GET", "/v2/templates", status=401)[0] == "HTTP_401"
