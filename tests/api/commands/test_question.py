"""What a person at a terminal is asked, and told: who says no, or is not there to answer, and who misspells."""

import pytest
from click.testing import CliRunner

from activities.store.database import Database
from api.commands import nextstep
from config.settings import load
from tests.migrated import migrated

ASKING = [
    (("operations", "cancel", "one"), "Cancel the operation for good: one?"),
    (("operations", "cancel", "one", "two"), "Cancel 2 operations for good: one, two?"),
    (("registrations", "block", "one"), "Block the registration: one?"),
    (("deliveries", "send", "one"), "Send the delivery again: one?"),
    (("change-requests", "approve", "one"), "Approve the change request: one?"),
    (("phone", "block"), "Block the phone phone?"),
]


def run(*arguments, said=""):
    return CliRunner().invoke(nextstep, arguments, input=said)


@pytest.fixture
def there(keyed):
    """A database, without which nothing is asked."""
    settings = load()
    settings.home.mkdir()
    database = Database(settings.store_url)
    migrated(database)
    database.close()


@pytest.mark.parametrize(("arguments", "question"), ASKING)
def test_a_question_that_nobody_answers_does_nothing_and_names_the_option(there, arguments, question):
    result = run(*arguments)
    assert result.exit_code == 1
    assert question in result.stderr
    assert "nobody has answered, so nothing was done; --yes answers yes" in result.stderr


@pytest.mark.parametrize(("arguments", "question"), ASKING)
def test_a_no_is_no_failure_of_the_question(there, arguments, question):
    result = run(*arguments, said="n\n")
    assert (result.exit_code, "Aborted!" in result.stderr) == (1, True)
    assert "nobody" not in result.stderr


@pytest.mark.parametrize(("typed", "meant"), [("operation", "operations"), ("pone", "phone"), ("web", None)])
def test_a_command_that_is_misspelt_is_answered_with_what_is_near(typed, meant):
    result = run(typed)
    assert result.exit_code == 2
    assert f"No such command '{typed}'." in result.stderr
    assert ("Did you mean" in result.stderr) == (meant is not None)
    assert meant is None or meant in result.stderr
