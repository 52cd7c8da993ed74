"""Numbers for texts and texts for numbers, as clients of the original server send them, at the endpoints themselves."""

from tests.api.nextstep.samples import request
from tests.e2e.client import unique


def test_a_payment_with_its_amount_as_text_and_its_texts_as_numbers_is_stored_as_it_was_meant(nextstep):
    new = request("create")
    parameters = [
        {"type": "AMOUNT", "id": "operation.amount", "amount": "100.50", "currency": "CZK"},
        {"type": "AMOUNT", "id": "operation.fee", "amount": "", "currency": "CZK"},
        {"type": "KEY_VALUE", "id": "operation.account", "value": 100},
        {"type": "NOTE", "id": "operation.note", "note": 100.5},
    ]
    sent = {**new, "userId": 17, "formData": {**new["formData"], "parameters": parameters, "userInput": {"a": 1}}}
    created = nextstep.ok("POST", "/operation", sent)
    found = nextstep.detail(created["operationId"], headers={"Accept-Language": "en"})
    assert found["userId"] == "17"
    amount, fee, account, note = found["formData"]["parameters"]
    assert (amount["amount"], amount["formattedValue"]) == (100.50, "100.50 CZK")
    assert fee["amount"] is None
    assert (account["value"], note["note"], found["formData"]["userInput"]) == ("100", "100.5", {"a": "1"})


def test_numbers_as_text_configure_what_numbers_configure(nextstep):
    name = unique("operation")
    config = {"operationName": name, "templateVersion": 1, "templateId": "1", "mobileTokenMode": '{"type":"1FA"}'}
    created = nextstep.ok("POST", "/operation/config", {**config, "expirationTime": "300"})
    assert (created["templateVersion"], created["templateId"], created["expirationTime"]) == ("1", 1, 300)
    assert nextstep.ok("POST", "/operation/config/detail", {"operationName": name}) == created


def test_ids_as_numbers_find_what_ids_as_texts_name(nextstep):
    operation_id = unique("")[1:].translate(str.maketrans("abcdef", "123456")).lstrip("0")
    assert nextstep.create(operationId=int(operation_id))["operationId"] == operation_id
    assert nextstep.detail(int(operation_id)) == nextstep.detail(operation_id)
