"""Ratios are of rounds that were played in turn; Temporal is the sum of its processes."""

import json

import pytest

from tests.bench.on_cluster.report import ClusterReport


def _round(done: int, **cpu_of: float) -> dict:
    cpu_of = {
        "worker": 0.1,
        "api": 0.1,
        "driver": 9.0,
        **{name.replace("_", ": "): one for name, one in cpu_of.items()},
    }
    written = {"rows": 4.0 * done}
    return {"done": done, "seconds": 2.0, "cpu_of": cpu_of, "written": written, "taken": {"update": [3.0, 5.0]}}


@pytest.fixture
def report():
    found = ClusterReport("a machine")
    for cpu in (0.2, 0.4):
        found.flows("payment", "one", _round(10, Temporal_server=cpu))
        found.flows("payment", "other", _round(20, Temporal_history=2 * cpu, Temporal_matching=cpu))
    found.flows("payment, 2 workers", "other", _round(20, Temporal_history=0.1))
    return found


@pytest.mark.parametrize(
    ("figure", "ratios"),
    [
        ("flows/s", [2.0, 2.0]),
        ("CPU ms a flow, Temporal", [1.5, 1.5]),
        ("CPU ms a flow", [(0.6 + 0.2) / 20 / (0.4 / 10), (1.2 + 0.2) / 20 / (0.6 / 10)]),
        ("rows a flow", [1.0, 1.0]),
    ],
)
def test_each_round_has_its_ratio(report, figure, ratios):
    assert {one: values for kind, one, values in report.ratios() if kind == "payment"}[figure] == pytest.approx(ratios)


def test_what_one_side_alone_has_is_compared_with_nothing(report):
    assert not [figure for kind, figure, _ in report.ratios() if "history" in figure or kind != "payment"]


def test_what_is_next_to_nothing_gives_no_ratio():
    found = ClusterReport("a machine")
    for name, cpu in (("one", -0.001), ("other", 0.2)):
        found.flows("payment", name, _round(10, Temporal_server=cpu))

    assert "CPU ms a flow, Temporal" not in {figure for _, figure, _ in found.ratios()}


def test_the_same_figures_are_printed_and_written(report, tmp_path, capsys):
    out = tmp_path / "found.json"

    report.show(out)

    assert ["payment", "rows a flow", [1.0, 1.0]] in json.loads(out.read_text())["ratios"]
    assert "| payment | rows a flow | 1.00 | 1.00, 1.00 |" in capsys.readouterr().out
