"""Operation data as published phones take it apart when they scan it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.templates.operation_data import operation_data
from activities.templates.readable_data import OperationDataInvalid, check, check_template, is_zero
from tests.rows import each_row

IBAN = "CZ2730300000001165254011"
READABLE = [
    "A2",
    "Z99",
    "A07",
    "A1*A100.00CZK",
    "A1*A-0.50czk*D20240229",
    f"A1*A100CZK*I{IBAN}*R123456*D20180425*NUtility bill",
    f"A1*I{IBAN},GIBACZPX",
    "A1*Q238400856/0300*T",
    "A1****N",
    "A1*Na*Nb*Nc*Nd*Ne*Nf",
    "A1*NŽluťoučký kůň 👩\u200d👧*Xwhatever",
    r"A1*Na\*b\nc*Rd",
    r"A1*NC:\\temp",
]
UNREADABLE = {
    "": "the head",
    "a1": "the head",
    "A": "the head",
    "A100": "the head",
    "1A": "the head",
    "AB": "the head",
    "A-1": "the head",
    "A1 ": "the head",
    "A١": "the head",
    "A1*N1*N2*N3*N4*N5*N6*N7": "7 fields",
    "A1*A100CZ": "field 1 of the data, A,",
    "A1*ACZK": "field 1 of the data, A,",
    "A1*AtenCZK": "field 1 of the data, A,",
    "A1*A1e3CZK": "field 1 of the data, A,",
    # The decoder of iOS reads one crown of this.
    "A1*A1,000.00CZK": "field 1 of the data, A,",
    "A1*A100 CZK": "field 1 of the data, A,",
    "A1*A100USDT": "field 1 of the data, A,",
    "A1*A100KČS": "field 1 of the data, A,",
    "A1*A1CZK*ICZ27 3030 0000": "field 2 of the data, I,",
    "A1*A1CZK*Icz27": "field 2 of the data, I,",
    "A1*A1CZK*I": "field 2 of the data, I,",
    "A1*A1CZK*ICZ27,A,B": "field 2 of the data, I,",
    "A1*D2024-01-01": "field 1 of the data, D,",
    "A1*D20230229": "field 1 of the data, D,",
    "A1*D20231301": "field 1 of the data, D,",
    "A1*D2023010": "field 1 of the data, D,",
    "A1*N*A${amount}CZK": "field 2 of the data, A, has a place that is not filled",
    "A1*Nsee ${note}": "field 1 of the data, N, has a place that is not filled",
    # A value that ends with a backslash: phones take the separator for one that is escaped, and read one field.
    r"A1*Na\\*Rb": "field 1 of the data, N, has a backslash",
    # A folder called new: phones read a line break.
    r"A1*NC:\\new": "field 1 of the data, N, has a backslash",
    # Joined to the letter, to the separator behind and before: iOS reads another field, or one field of two.
    "A1*N\u0301a": "field 1 of the data, N, has a backslash or a joining mark",
    "A1*N\U0001f3fb": "field 1 of the data, N, has a backslash or a joining mark",
    "A1*\u0301Na": "field 1 of the data has a backslash or a joining mark",
    "A1*Na\u0600*Rb": "field 1 of the data, N, has a backslash or a joining mark",
    "A1*Na\\*\u0301b": "field 1 of the data, N, has a backslash or a joining mark",
}


@pytest.mark.parametrize("data", READABLE)
def test_what_every_phone_reads_is_taken(data):
    check(data)


@each_row("data", UNREADABLE)
def test_what_a_phone_refuses_or_reads_otherwise_names_its_field(data):
    with pytest.raises(OperationDataInvalid) as caught:
        check(data)
    assert UNREADABLE[data] in str(caught.value)


@pytest.mark.parametrize(
    "template",
    [
        "A2",
        "A1*A${amount}${currency}*I${iban}",
        "A1*A${amount}CZK*D${year}${month:-01}01*I${iban},${bic}",
        "${head}",
        "A${number}*${kind}x",
        "A1*N${note:-a*Nb}",
    ],
)
def test_a_template_is_taken_where_something_could_fill_it(template):
    check_template(template)


@pytest.mark.parametrize(
    ("template", "where"),
    [
        ("${amount", "the head"),
        ("B${a}X", "the head"),
        ("A100${number}", "the head"),
        ("payment", "the head"),
        ("A1" + "*N${note}" * 7, "7 fields"),
        ("A1*A${amount} ${currency}", "field 1 of the data, A,"),
        ("A1*A${amount}${currency}*ICZ ${iban}", "field 2 of the data, I,"),
        ("A1*ICZ,${bic},${bank}", "field 1 of the data, I,"),
        ("A1*D${day}.${month}.${year}", "field 1 of the data, D,"),
        ("A1*D202612311${zone}", "field 1 of the data, D,"),
        ("A1*A$${amount}CZK", "field 1 of the data, A, has a place that is not filled"),
    ],
)
def test_a_template_that_nothing_could_fill_names_its_field(template, where):
    with pytest.raises(OperationDataInvalid) as caught:
        check_template(template)
    assert where in str(caught.value)


@pytest.mark.parametrize(("template", "zero"), [("A0", True), ("B00*N", True), ("A10", False), ("A2", False)])
def test_a_number_that_is_zero_is_known(template, zero):
    assert is_zero(template) == zero
    check_template(template)


@given(
    st.text(st.sampled_from("ab*\\n\n\u0301\u0600${}A1 ") | st.characters(codec="utf-8"), max_size=12),
    st.text(st.sampled_from("ab*\\n"), max_size=6),
)
def test_what_is_taken_is_read_as_it_was_written(note, reference):
    """Taken apart as phones do it: by every asterisk, then joined again where a part ends with a backslash."""
    data = operation_data("A1*A1CZK*N${note}*R${reference}", {"note": note, "reference": reference})
    try:
        check(data)
    except OperationDataInvalid:
        return
    parts, joined = data.split("*"), []
    while parts:
        part = parts.pop(0)
        while part.endswith("\\") and parts:
            part = part[:-1] + "*" + parts.pop(0)
        joined.append(part.replace("\\n", "\n").replace("\\\\", "\\"))
    assert joined == ["A1", "A1CZK", f"N{note}", f"R{reference}"]
