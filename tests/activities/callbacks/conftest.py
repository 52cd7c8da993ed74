"""What tests of callbacks share."""

import pytest

from tests.activities.callbacks.callback_house import House


@pytest.fixture
def house(database):
    return House(database)
