"""Applications in this process, which are closed when the fixture ends that they were made by."""

import pytest

from tests.api.applications import closing_applications


@pytest.fixture
def new_app():
    """Makes one of settings, for a test."""
    with closing_applications() as made:
        yield made


@pytest.fixture(scope="module")
def new_app_of_module():
    """The same, for the tests of a file."""
    with closing_applications() as made:
        yield made
