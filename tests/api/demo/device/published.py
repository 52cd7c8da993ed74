"""The published vectors of the protocol, as the phone's tests read them (see `tests/vectors/README.md`)."""

import base64
import json
from pathlib import Path

VECTORS = Path(__file__).parents[3] / "vectors"


def vectors(name):
    """A file of vectors as it is."""
    return json.loads((VECTORS / name).read_text())


def cases(name):
    """The cases of a file, input and output in one dictionary each."""
    return [{**case["input"], **case["output"]} for case in vectors(name)["data"]]


def raw(text):
    """The bytes of a Base64 text; of null none."""
    return base64.b64decode(text or "")
