"""The requests and answers of document 002, as they stand there."""

import json
import re
from pathlib import Path

_FOLDER = Path(__file__).with_name("document_002")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000")


def text(name):
    """A sample as it is written."""
    return (_FOLDER / f"{name}.json").read_text(encoding="utf-8")


def sample(name):
    """A sample's value."""
    return json.loads(text(name))


def request(name, **members):
    """The `requestObject` of a sample, with other ids in it."""
    return {**sample(f"{name}.request")["requestObject"], **members}


def answer(name):
    """The `responseObject` of a sample answer."""
    return sample(f"{name}.answer")["responseObject"]


def form(found):
    """A form of the document as it is answered today: `message` for `value`, both kinds of formatted values, banners."""
    texts = {
        name: {"id": found[name]["id"], "message": found[name].get("message", found[name].get("value"))}
        for name in ("title", "greeting", "summary")
    }
    parameters = [{**one, "formattedValues": {}} if "formattedValue" in one else one for one in found["parameters"]]
    return {"banners": [], **found, **texts, "parameters": parameters}


def timeless(answered, expected):
    """`answered` with the id and the times of `expected`; the times must have the document's form."""
    replaced = dict(answered)
    for name in ("timestampCreated", "timestampExpires"):
        assert _TIME.fullmatch(answered[name]), answered[name]
        replaced[name] = expected[name]
    return {**replaced, "operationId": expected["operationId"]}
