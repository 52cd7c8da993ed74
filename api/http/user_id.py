"""The field that every API has for the id of a user."""

from typing import Any

from marshmallow import ValidationError

from api.http.schema import String
from config import user_ids


class UserId(String):
    """An id in NFC, without control, bidirectional and invisible characters, and without spaces around it."""

    def __init__(self, *, min: int = 1, **kwargs: Any) -> None:
        super().__init__(min=min, validate=[_check, *kwargs.pop("validate", ())], **kwargs)


def _check(value: str) -> None:
    if problem := user_ids.find_problem(value):
        raise ValidationError(problem)
