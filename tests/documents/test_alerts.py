"""Alerts lead to their pages, and wake whom they shall: by promtool, where it is installed."""

import re
import shutil
import subprocess

import pytest

from tests.documents import promql
from tests.documents.promql import ALERTS, RECORDS, ROOT

PAGES = ROOT / "docs/runbooks.md"
EXAMPLES = ALERTS.with_name("alerts_test.yaml")
promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed: rules are not run")


def pages():
    """Each heading of the runbooks, and what stands below it."""
    _, *found = re.split(r"^## (\w+)$", PAGES.read_text(), flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def test_each_alert_has_its_page_and_each_page_its_alert():
    assert list(pages()) == list(promql.rules())
    for name, rule in promql.rules().items():
        assert rule["annotations"]["runbook_url"] == f"docs/runbooks.md#{name.lower()}"


@pytest.mark.parametrize("name", promql.rules())
def test_a_page_says_what_it_means_where_to_look_and_what_to_do(name):
    assert re.findall(r"^\*\*([^*]+)\*\*", pages()[name], re.MULTILINE) == ["Means", "Look at", "Do"]


def test_panels_that_pages_name_are_drawn():
    drawn = {title for _, title in promql.panels()}
    named = {title for page in pages().values() for title in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", page)}
    assert named
    assert {title for title in named if not any(one.startswith(title) for one in drawn)} == set()


def test_each_alert_has_an_example_that_wakes_and_one_that_does_not():
    named = re.findall(r"alertname: (\w+)", EXAMPLES.read_text())
    for name in promql.rules():
        assert named.count(name) >= 2, name


@pytest.mark.parametrize(
    ("expression", "metrics"),
    [
        ('up{job="a"} == 0', {"up": {"job"}}),
        ("max by (kind) (circuits_open) > 0", {"circuits_open": {"kind"}}),
        (
            'sum by (a, b) (rate(x_total{code=~"5..", d!="by (e)"}[5m])) / sum by (a) (rate(y_total[5m])) > 0.02',
            {"x_total": {"code", "d", "a", "b"}, "y_total": {"a", "b"}},
        ),
        ("histogram_quantile(0.95, sum by (le) (rate(z_bucket[$__rate_interval]))) > 1", {"z_bucket": {"le"}}),
        ("min(w_seconds) - time() < 14 * 86400", {"w_seconds": set()}),
    ],
)
def test_what_an_expression_asks_for_is_found(expression, metrics):
    assert promql.asked(expression) == metrics


@promtool
@pytest.mark.parametrize(("action", "file"), [("check", ALERTS), ("check", RECORDS), ("test", EXAMPLES)])
def test_promtool_agrees(action, file):
    ran = subprocess.run(["promtool", action, "rules", file], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
