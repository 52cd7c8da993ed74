"""What tests of deliveries share."""

import pytest

from tests.activities.deliveries.callback_house import House


@pytest.fixture
def house(database):
    return House(database)
