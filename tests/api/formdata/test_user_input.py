"""What users enter is merged into the stored form."""

import pytest
from marshmallow import ValidationError

from api.formdata.user_input import merge_user_input

from .forms import document, load


def test_entries_are_added_over_older_ones_and_the_rest_stays():
    stored = load(document() | {"userInput": {"a": "old", "b": "kept"}})
    merged = merge_user_input(stored, {"a": "new", "c": "added"})
    assert merged == stored | {"userInput": {"a": "new", "b": "kept", "c": "added"}}
    assert list(merged) == list(stored)
    assert stored["userInput"] == {"a": "old", "b": "kept"}


def test_many_updates_together_are_bounded_too():
    stored = load({"userInput": {str(key): "" for key in range(99)}})
    stored = merge_user_input(stored, {"last": "x"})
    assert merge_user_input(stored, {"last": "y"})["userInput"]["last"] == "y"
    with pytest.raises(ValidationError, match="More than 100 items"):
        merge_user_input(stored, {"one more": ""})
