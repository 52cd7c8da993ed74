#!/usr/bin/env bash
# What: with `decimal_format="number"` msgspec writes JSON that no parser takes, its own neither: an object's key that is a `Decimal`
#       stands there without quotes, and a `Decimal` that is no number as `NaN` or `Infinity`. A float that is none is written as null.
# Why:  the option is about how a Decimal's text is written, and takes its quotes away wherever it stands; nothing looks what that text
#       is. Keys that are whole numbers or floats get their quotes, and a float is looked at.
# Who:  whoever puts msgspec in the place of simplejson for its speed, and has exact amounts: that one writes such a key as a text, and
#       refuses what is no number.
# Seen: msgspec 0.22.0, simplejson 4.3.0, CPython 3.11.7: what this script prints.
# Cure: texts for keys before anything is written, and a check of amounts where they come in.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check msgspec==0.22.0 simplejson==4.3.0
cat > "$folder/write.py" <<'PYTHON'
"""Writes values by two libraries, and has the one read what it has written."""

from decimal import Decimal

import msgspec
import simplejson

encoder = msgspec.json.Encoder(decimal_format="number")
strict = simplejson.JSONEncoder()


def tried(call, *arguments):
    try:
        return call(*arguments)
    except ValueError as error:
        return type(error).__name__


found = []
for value in ({Decimal("1.50"): "a"}, {1.5: "a"}, {1: "a"}, [Decimal("1.50")], [Decimal("NaN")], [Decimal("Infinity")], [float("nan")]):
    written = encoder.encode(value).decode()
    itself = tried(msgspec.json.decode, written)
    found.append((written, itself == "DecodeError"))
    print(f"{value}: msgspec {written}, which it reads as {itself}; simplejson {tried(strict.encode, value)}")
assert found == [
    ('{1.50:"a"}', True), ('{"1.5":"a"}', False), ('{"1":"a"}', False), ("[1.50]", False), ("[NaN]", True), ("[Infinity]", True),
    ("[null]", False),
], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/write.py"
