"""Forms that several tests read."""

from pathlib import Path
from typing import Any

import simplejson

from api.formdata.schemas import OperationFormDataSchema
from locales.catalogs import Catalogs
from locales.languages import negotiate

SNAPSHOTS = Path(__file__).parent / "snapshots"
CATALOGS = Catalogs()


def snapshot(name: str) -> Any:
    """The JSON of a snapshot, numbers as the APIs read them."""
    return simplejson.loads((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"), use_decimal=True)


def load(sent: Any) -> Any:
    """A form as it is stored."""
    return OperationFormDataSchema().load(sent)


def language(header: str) -> Any:
    """The reader's language."""
    return negotiate(header, CATALOGS.languages)


def document(message: str = "message") -> Any:
    """The form of document 002's create request, its texts under the name `message` or `value`."""
    return {
        "title": {"id": "operation.title", message: None},
        "greeting": {"id": "operation.greeting", message: None},
        "summary": {"id": "operation.summary", message: None},
        "config": [],
        "parameters": [
            {
                "type": "AMOUNT",
                "id": "operation.amount",
                "label": None,
                "valueFormatType": "AMOUNT",
                "formattedValue": None,
                "amount": 100,
                "currency": "CZK",
                "currencyId": "operation.currency",
            },
            {
                "type": "KEY_VALUE",
                "id": "operation.account",
                "label": None,
                "valueFormatType": "ACCOUNT",
                "formattedValue": None,
                "value": "238400856/0300",
            },
            {
                "type": "KEY_VALUE",
                "id": "operation.dueDate",
                "label": None,
                "valueFormatType": "DATE",
                "formattedValue": None,
                "value": "2017-06-29",
            },
            {
                "type": "NOTE",
                "id": "operation.note",
                "label": None,
                "valueFormatType": "TEXT",
                "formattedValue": None,
                "note": "Utility Bill Payment - 05/2017",
            },
        ],
        "dynamicDataLoaded": False,
        "userInput": {},
    }
