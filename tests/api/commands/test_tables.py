"""What commands tell is aligned, has no control characters, and no values that are called `None`."""

import json

import pytest

from api.commands.tables import moment, print_facts, print_json, print_table


def test_columns_are_as_wide_as_what_stands_in_them_and_lines_end_without_spaces(capsys):
    print_table(("id", "open", "attempts left"), [("one", True, None), ("a longer one", False, 5)])
    assert capsys.readouterr().out.splitlines() == [
        "ID            OPEN  ATTEMPTS LEFT",
        "one           yes   -",
        "a longer one  no    5",
    ]


def test_a_table_without_rows_has_its_head(capsys):
    print_table(("id", "state"), [])
    assert capsys.readouterr().out == "ID  STATE\n"


@pytest.mark.parametrize("written", ["a\x1b[2Jb", "a\x9b2Jb", "a\u202eb", "a\nb"])
def test_what_somebody_put_into_an_id_moves_no_cursor(capsys, written):
    print_table(("id",), [(written,)])
    print_facts([("id", written)])
    print_json({"id": written})
    shown = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    assert shown.count("\n") == 6
    assert json.loads("{" + shown.partition("{")[2])["id"] == written


@pytest.mark.parametrize(("ms", "told"), [(1_500_000_000_999, "2017-07-14T02:40:00Z"), (None, None)])
def test_times_are_of_utc(ms, told):
    assert moment(ms) == told
