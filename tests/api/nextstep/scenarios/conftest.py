"""The bank of the scenarios, and one of its people."""

import pytest

from tests.api.nextstep.scenarios.bank import Bank


@pytest.fixture(scope="module")
def bank(stack):
    """A bank of the module's own, with the engine behind it."""
    with stack.client() as client:
        yield Bank(client)


@pytest.fixture
def person(bank):
    """A user of the bank's, with a user name and a password."""
    return bank.new_person()
