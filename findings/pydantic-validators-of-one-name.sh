#!/usr/bin/env bash
# pydantic 2.14.3 with pydantic-settings 2.16.3 (PyPI).
#
# Settings that are put together of several classes, each with its fields and their validators: where two of the classes call a
# validator alike (`_split`, each for a field of its own), the first in the order of inheritance replaces the other, and the other's
# field is validated no more. Neither pydantic nor a type checker says a word, for that is how methods are inherited; but a validator
# reads as a part of its field, not as a method that overrides another.
#
# Seen: each class alone splits its text; of the two together one field is split and the other one refused.
# What to do: name a validator after its field.
# This script fails as soon as both validators run, or the second one is reported.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pydantic==2.14.3 pydantic-settings==2.16.3
"$folder/venv/bin/python" -W error - <<'PY'
import sys
from typing import Annotated

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode


class Languages(BaseSettings):
    languages: Annotated[list[str], NoDecode] = []

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value):
        return value.split(",")


class Algorithms(BaseSettings):
    algorithms: Annotated[list[str], NoDecode] = []

    @field_validator("algorithms", mode="before")
    @classmethod
    def _split(cls, value):
        return value.split(",")


class Together(Languages, Algorithms):
    pass


def refused(kind, **values):
    try:
        kind(**values)
    except ValidationError as error:
        return [one["loc"][0] for one in error.errors()]
    return []


seen = [
    refused(Languages, languages="cs,en"),
    refused(Algorithms, algorithms="RS256,ES256"),
    refused(Together, languages="cs,en", algorithms="RS256,ES256"),
]
print(seen)
sys.exit(0 if seen == [[], [], ["algorithms"]] else "both validators run, or the repetition is reported")
PY
