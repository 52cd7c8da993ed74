"""What embedded mode sets by itself, and only by itself."""

import pytest

from api.commands.embedded_settings import embedded
from config.settings import Settings


@pytest.mark.parametrize(("given", "found"), [({}, True), ({"callbacks_private": False}, False), ({"port": 1}, True)])
def test_callbacks_may_go_to_this_machine_unless_somebody_has_said_otherwise(given, found):
    assert Settings(_env_file=None).callbacks_private is False
    assert embedded(Settings(_env_file=None, **given)).callbacks_private is found
