"""The page of states says what the machines do."""

from tests.documents.states import DOCUMENT, document


def test_the_page_of_states_is_what_the_machines_do():
    assert DOCUMENT.read_text() == document(), "run: .venv/bin/python -m tests.documents.states"
