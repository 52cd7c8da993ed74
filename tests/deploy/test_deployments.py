"""What deployments of every kind have to hold: they name what there is, and no version of somebody's choosing."""

import re

import pytest

from tests.deploy.files import DEPLOY, ROOT, SECRET_VARIABLES, VARIABLES, variables_in

FILES = sorted(
    path
    for path in (*DEPLOY.rglob("*"), ROOT / "compose.yaml", ROOT / "Dockerfile")
    if path.is_file() and path.suffix != ".pyc"
)
HEALTH = re.compile(r"/health/\w+")
SERVED = (ROOT / "api" / "management" / "health.py").read_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_deployment_names_settings_and_addresses_that_there_are(path):
    text = path.read_text()
    assert variables_in(text) - VARIABLES == set()
    assert [address for address in HEALTH.findall(text) if f'"{address}"' not in SERVED] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_deployment_has_a_secret_or_an_image_without_a_version(path):
    text = path.read_text()
    given = {name for name in SECRET_VARIABLES if re.search(rf"\b{name}\b\s*[:=,]", text)}
    assert given == set()
    assert re.findall(r"image:.*:latest|FROM .*:latest", text) == []
    assert re.findall(r"://[^/\s:@]+:[^@\s{}/]+@", text) == []


def test_the_page_scales_by_a_metric_that_alerts_know():
    page = (ROOT / "docs" / "deployment.md").read_text()
    (series,) = re.findall(r"seriesQuery: (\w+)", page)
    assert series in (DEPLOY / "prometheus" / "alerts.yaml").read_text()
    assert re.search(r"as: (\w+)", page)[1] in (DEPLOY / "helm" / "nextstep" / "values.yaml").read_text()
