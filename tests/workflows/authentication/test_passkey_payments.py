"""Payments that the browser shows in its own dialog (Secure Payment Confirmation), and whose amount and payee it signs."""

import pytest

from tests.workflows.authentication.guarded_passkeys import failure

SHOWN = {
    "another amount": {"total": {"value": "1.00", "currency": "CZK"}},
    "another currency": {"total": {"value": "100.50", "currency": "EUR"}},
    "no amount": {"total": None},
    "another payee": {"payeeName": "CZ0000000000000000000000"},
    "a page as payee too": {"payeeOrigin": "https://shop.example"},
    "another bank": {"rpId": "evil.example"},
    "a page around": {"topOrigin": "https://shop.example"},
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_browser_that_showed_something_else_has_not_confirmed_the_payment(house, anna, name):
    asked = house.ask()
    payment = {
        "payeeName": asked.payment.payee,
        "total": {"value": asked.payment.value, "currency": asked.payment.currency},
    }
    assert failure(house.give(anna.pay(asked.options, payment, shown=SHOWN[name]))) == "PAYMENT"


def test_a_payment_that_the_browser_showed_is_confirmed(house, anna):
    asked = house.ask()
    payment = {"payeeName": "CZ2730300000001165254011", "total": {"value": "100.50", "currency": "CZK"}}
    found = house.give(anna.pay(asked.options, payment))
    assert (found.is_right, found.verdict.passkey.is_payment) == (True, True)


def test_what_is_no_payment_cannot_be_confirmed_as_one(house, anna):
    house.approve("two", operation_data="A2")
    asked = house.ask("two")
    assert asked.payment is None
    payment = {"payeeName": "", "total": {"value": "0", "currency": "CZK"}}
    assert failure(house.give(anna.pay(asked.options, payment), "two")) == "PAYMENT"
