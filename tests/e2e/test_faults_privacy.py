"""With something away, too, what people enter does not reach the logs."""

import pytest

from tests.e2e.client import unique
from tests.e2e.personal import planted


@pytest.fixture
def canary():
    """A word that occurs nowhere else."""
    return unique("canary").replace("-", "")


@pytest.mark.parametrize("away", ["worker", "temporal", "postgres"])
def test_nothing_personal_is_logged_when_something_is_away(faulty, canary, away):
    with faulty.client() as client:
        operation_id = client.ok("POST", "/operation", planted(canary))["operationId"]
        (faulty.postgres.stop if away == "postgres" else getattr(faulty, away).kill)()
        new = client.ask("POST", "/operation", planted(canary))
        assert new.status_code == (200 if away == "worker" else 503)
        step = {"operationId": operation_id, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "CONFIRMED"}
        step["params"] = [{"key": canary, "value": canary}]
        response = client.ask("PUT", "/operation", step)
        assert response.status_code == 503
        assert canary not in response.text
    faulty.restore()
    for name, log in faulty.logs().items():
        assert canary not in log, name
