"""What users enter is merged into the stored form (`nextstep.md` §5)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from api.formdata.schemas import COUNT


def merge_user_input(form: Mapping[str, Any], entries: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the stored `form` with `entries` added to its `userInput`, over older ones of the same key.

    Raises `ValidationError` when there would be too many: each update is bounded, and so is their sum.
    """
    merged = {**(form.get("userInput") or {}), **entries}
    if len(merged) > COUNT:
        raise ValidationError({"userInput": [f"More than {COUNT} items."]})
    return {**form, "userInput": merged}
