"""Data that phones sign (`powerauth-protocol.md` §9.2)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.templates.operation_data import operation_data

PAYMENT = "A1*A${amount}${currency}*I${iban}"
IBAN = "CZ2730300000001165254011"


@pytest.mark.parametrize(
    ("template", "parameters", "expected"),
    [
        ("A2", {}, "A2"),
        ("A2", {"extra": "ignored"}, "A2"),
        (PAYMENT, {"amount": "100.00", "currency": "CZK", "iban": IBAN}, f"A1*A100.00CZK*I{IBAN}"),
        # What is missing, or null, stays as it is written.
        (PAYMENT, {"amount": "1", "currency": None}, "A1*A1${currency}*I${iban}"),
        ("A1*N${note:-none}", {}, "A1*Nnone"),
        # A default belongs to the template, which may separate fields.
        ("A1*N${note:-a*Rb}", {}, "A1*Na*Rb"),
        ("A1*N$${note}", {"note": "x"}, "A1*N${note}"),
        # Values cannot begin a field, end a line, or name another parameter.
        ("A1*N${note}", {"note": "a*Nb"}, r"A1*Na\*Nb"),
        ("A1*N${note}", {"note": "a\nb"}, r"A1*Na\nb"),
        ("A1*N${note}", {"note": "a\\b"}, r"A1*Na\\b"),
        ("A1*N${note}", {"note": "\\*\\n"}, r"A1*N\\\*\\n"),
        ("A1*N${note}", {"note": "${iban}", "iban": IBAN}, "A1*N${iban}"),
    ],
)
def test_values_stand_escaped_in_their_places(template, parameters, expected):
    assert operation_data(template, parameters) == expected


@given(st.text(st.characters(min_codepoint=0x20) | st.just("\n")))
def test_no_value_is_more_than_one_field(value):
    data = operation_data("A1*N${note}*Rend", {"note": value})
    fields = re.split(r"(?<!\\)(?:\\\\)*\*", data)
    assert fields[-1] == "Rend"
    assert len(fields) == 3
    escapes = {r"\\": "\\", r"\*": "*", r"\n": "\n"}
    field = data.removeprefix("A1*N").removesuffix("*Rend")
    assert re.sub(r"\\[\\*n]", lambda match: escapes[match[0]], field) == value
