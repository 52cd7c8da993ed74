"""What a person at a terminal is told: who asks too little, in the wrong folder, or with nobody there to answer."""

import pytest
from click.testing import CliRunner

from api.commands import nextstep

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


@pytest.mark.parametrize(("arguments", "question"), ASKING)
def test_a_question_that_nobody_answers_does_nothing_and_names_the_option(alone, arguments, question):
    result = run(*arguments)
    assert result.exit_code == 1
    assert question in result.stderr
    assert "nobody has answered, so nothing was done; --yes answers yes" in result.stderr


@pytest.mark.parametrize(("arguments", "question"), ASKING)
def test_a_no_is_no_failure_of_the_question(alone, arguments, question):
    result = run(*arguments, said="n\n")
    assert (result.exit_code, "Aborted!" in result.stderr) == (1, True)
    assert "nobody" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("operations", "show", "one"),
        ("operations", "cancel", "one", "--yes"),
        ("registrations", "show", "one"),
        ("deliveries", "show", "one"),
        ("change-requests", "approve", "one", "--yes"),
        ("evidence", "one"),
        ("erase", "nobody"),
    ],
)
def test_who_is_in_the_wrong_folder_is_told_so_and_not_to_make_a_key(alone, arguments):
    result = run(*arguments)
    assert result.exit_code == 1
    assert "not there yet; run this in the folder of nextstep up" in result.stderr
    assert "NEXTSTEP_MASTER_KEY" not in result.stderr


@pytest.mark.parametrize(("typed", "meant"), [("operation", "operations"), ("pone", "phone"), ("web", None)])
def test_a_command_that_is_misspelt_is_answered_with_what_is_near(typed, meant):
    result = run(typed)
    assert result.exit_code == 2
    assert f"No such command '{typed}'." in result.stderr
    assert ("Is it" in result.stderr) == (meant is not None)
    assert meant is None or meant in result.stderr
