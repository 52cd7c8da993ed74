"""What the schemas of registries have in common: entities that are removed and stay, and members that are stored as JSON."""

import json
from typing import Any

from marshmallow import ValidationError, fields

from api.http.schema import Dict, Stated, String
from api.http.times import Time
from api.nextstep.schema import NextStepSchema
from config import exact_json
from config.reasons import Reason
from config.refused import Refused


class ListRequest(NextStepSchema):
    """Whether those that were removed are listed too."""

    include_removed = Stated()


class Stamped(NextStepSchema):
    """When something was created, and when it was last changed; null: never."""

    timestamp_created = Time(attribute="created_ms")
    timestamp_last_updated = Time(attribute="updated_ms", allow_none=True)


def description() -> String:
    """What an entity is for, in the bank's words."""
    return String(min=2, allow_none=True, load_default=None)


class StoredObject(fields.Nested):
    """An object that is stored as the text of its JSON."""

    def _deserialize(self, value: Any, *arguments: Any, **kwargs: Any) -> str:
        return exact_json.write(self.schema.dump(super()._deserialize(value, *arguments, **kwargs)))

    def _serialize(  # type: ignore[override]
        self, nested_obj: Any, attr: str | None, obj: Any, **kwargs: Any
    ) -> Any:
        try:
            loaded = self.schema.load(json.loads(nested_obj))
        except (ValueError, ValidationError):
            raise Refused(Reason.CONFIGURATION_INVALID, f"the stored {self.data_key} cannot be read") from None
        return super()._serialize(loaded, attr, obj, **kwargs)  # type: ignore[no-untyped-call]


class StoredTexts(Dict):
    """Texts by name that are stored as the text of their JSON."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(String(), String(), **kwargs)

    def _deserialize(self, value: Any, *arguments: Any, **kwargs: Any) -> str:
        return exact_json.write(super()._deserialize(value, *arguments, **kwargs))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        try:
            texts = json.loads(value)
        except ValueError:
            texts = None
        if not isinstance(texts, dict):
            raise Refused(Reason.CONFIGURATION_INVALID, f"the stored {self.data_key} cannot be read")
        return super()._serialize(texts, attr, obj, **kwargs)  # type: ignore[no-untyped-call]
