"""`nextstep check` says where traces go, and why they would go nowhere."""

import pytest
from click.testing import CliRunner

from api.commands import nextstep


@pytest.fixture(autouse=True)
def _alone(alone):
    """No settings but the test's own."""


@pytest.fixture
def check(monkeypatch):
    def checked(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(nextstep, ["check"])

    return checked


def test_where_traces_go_is_told(check):
    found = check(NEXTSTEP_TRACES="true", OTEL_EXPORTER_OTLP_ENDPOINT="https://collector.bank.example")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "traces: sent to https://collector.bank.example\n" in found.stdout


def test_wrong_variables_are_problems(check):
    found = check(NEXTSTEP_TRACES="true", OTEL_EXPORTER_OTLP_PROTOCOL="grpc", OTEL_TRACES_SAMPLER="often")
    assert found.exit_code == 1
    assert "OTEL_EXPORTER_OTLP_PROTOCOL: must be 'http/protobuf'" in found.stderr
    assert "OTEL_TRACES_SAMPLER: must be one of" in found.stderr


@pytest.mark.parametrize(
    ("variables", "warning"),
    [
        ({"OTEL_SERVICE_NAME": "auth"}, "OTEL_SERVICE_NAME: has no effect without NEXTSTEP_TRACES=true"),
        ({"NEXTSTEP_TRACES": "true", "OTEL_SDK_DISABLED": "true"}, "OTEL_SDK_DISABLED: no traces are recorded"),
    ],
)
def test_what_has_no_effect_is_warned_of(check, variables, warning):
    found = check(**variables)
    assert found.exit_code == 0
    assert f"warning: {warning}" in found.stderr
