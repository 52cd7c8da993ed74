"""Ratios are of rounds that were played in turn, and what differs beside the code is told."""

import json

import pytest

from tests.bench.side_by_side.report import SideReport


def _round(done: int, cpu: float, steps: list[float], api: float = 2.0) -> dict:
    cpu_of = {"temporal": cpu, "worker": cpu, "api": api * cpu, "driver": 9.0}
    return {"done": done, "seconds": 2.0, "cpu_of": cpu_of, "taken": {"create": [1000.0], "update": steps}}


@pytest.fixture
def report():
    found = SideReport("a machine", ("ours", "abc"))
    for ours, theirs in ((20, 10), (90, 30), (40, 10)):
        found.flows("payment", "ours", _round(ours, 0.1, [3.0, 5.0]))
        found.flows("payment", "abc", _round(theirs, 0.2, [30.0, 50.0]))
    return found


@pytest.mark.parametrize(
    ("figure", "ours", "theirs", "ratio"),
    [
        ("flows/s", 20.0, 5.0, 3.0),
        ("CPU ms a flow", 10.0, 80.0, 1 / 6),
        ("CPU ms a flow, API", 5.0, 40.0, 1 / 6),
        ("a step's p95, ms", 5.0, 50.0, 0.1),
    ],
)
def test_a_ratio_is_the_median_of_the_rounds_ratios(report, figure, ours, theirs, ratio):
    [row] = [row for row in report.rows() if row["figure"] == f"payment: {figure}"]

    assert (row["ours"], row["theirs"], row["ratio"]) == pytest.approx((ours, theirs, ratio))


def test_only_what_both_have_and_not_alike_is_told(report):
    report.told("ours", {"uvloop": "1", "flask": "3.1", "msgspec": "0.22"})
    report.told("abc", {"uvloop": "2", "flask": "3.1"})

    assert report.differences() == {"uvloop": {"ours": "1", "abc": "2"}}


def test_the_same_figures_are_printed_and_written(report, tmp_path, capsys):
    out = tmp_path / "found.json"

    report.show(out)

    assert json.loads(out.read_text())["rows"][0]["ratios"] == [2.0, 3.0, 4.0]
    assert "| payment: flows/s | 20 | 5 | 3.00 | 2.00, 3.00, 4.00 |" in capsys.readouterr().out


def test_flows_are_compared_with_bare_ones_of_either_server(report):
    report.compare_with_bare("payment", "bare")
    for ours, theirs in ((40, 20), (90, 30), (40, 10)):
        report.flows("bare", "ours", _round(ours, 0.1, []))
        report.flows("bare", "abc", _round(theirs, 0.1, []))

    assert report.beside_bare() == [
        "payment, ours / bare, on its own server: 1.00 (0.50, 1.00, 1.00)",
        "payment, ours / bare, on abc's server: 3.00 (1.00, 3.00, 4.00)",
    ]


def test_what_flows_do_not_use_is_not_told(report):
    for name in ("ours", "abc"):
        report.flows("bare", name, _round(10, 0.1, [1.0], api=0.0))

    assert [row["figure"] for row in report.rows() if row["figure"].startswith("bare: CPU")] == [
        "bare: CPU ms a flow",
        "bare: CPU ms a flow, Temporal",
        "bare: CPU ms a flow, worker",
    ]
