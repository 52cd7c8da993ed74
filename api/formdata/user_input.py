"""What users enter is merged into the stored form (reference `nextstep.md` §5)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from api.formdata.schemas import COUNT, OperationFormDataSchema

_SCHEMA = OperationFormDataSchema()


def merge_user_input(form: Mapping[str, Any] | None, entries: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the stored `form` with `entries` added to its `userInput`, over older ones of the same key.

    An operation without a form gets an empty one to hold them. Raises `ValidationError` when there would be too many:
    each update is bounded, and so is their sum.
    """
    base: Mapping[str, Any] = form if form is not None else _SCHEMA.load({})
    merged = {**(base.get("userInput") or {}), **entries}
    if len(merged) > COUNT:
        raise ValidationError({"userInput": [f"More than {COUNT} items."]})
    return {**base, "userInput": merged}
