"""`nextstep phone invite` and `ask` against the real servers: the bank, played by whoever administers it."""

import json
import os
import re
import shlex

import pytest
from click.testing import CliRunner

from api.commands import nextstep
from tests.api.mobile.phone_holder import PIN
from tests.api.mobile.users import PAYMENT
from tests.e2e.client import unique


@pytest.fixture
def administrator(stack, monkeypatch, tmp_path):
    """Who works where nothing is set but the administrator's name and password."""
    for name in [name for name in os.environ if name.startswith("NEXTSTEP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    username, password = stack.admin
    monkeypatch.setenv("NEXTSTEP_ADMIN_USERNAME", username)
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", password)
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path / "home"))


def invoked(*words, stdin=None):
    return CliRunner().invoke(nextstep, ("phone", *words), input=stdin)


@pytest.mark.usefixtures("administrator")
def test_an_integrator_comes_from_nothing_to_an_approval_by_the_commands_that_are_printed(bank):
    user, where = unique("user"), ("--server", bank.base_url)
    printed = shlex.split(invoked("invite", user, *where).stdout)
    assert printed[:3] == ["nextstep", "phone", "register"]
    assert invoked(*printed[2:], stdin="1234\n1234\n").exit_code == 0
    parameters = [word for name, value in PAYMENT.items() for word in ("--parameter", f"{name}={value}")]
    operation = invoked("ask", user, "payment", *parameters, *where).stdout.strip()
    assert "[ Reject ]  [ Approve ]" in invoked("show", operation).output
    assert invoked("approve", operation, stdin="1234\n").exit_code == 0
    asked = json.loads(invoked("ask", user, "payment", *parameters, "--qr", "--json", *where).stdout)
    assert re.fullmatch("[0-9]{8}-[0-9]{8}", invoked("offline", *PIN, stdin=asked["qrText"]).stdout.splitlines()[-1])


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    ("variable", "value", "code", "said"),
    [
        ("NEXTSTEP_ADMIN_PASSWORD", "", 2, "NEXTSTEP_ADMIN_PASSWORD: is not set"),
        ("NEXTSTEP_ADMIN_PASSWORD", "another one, and a wrong one", 1, "was his password changed"),
    ],
)
def test_whose_password_is_not_the_administrators_cannot_play_the_bank(bank, monkeypatch, variable, value, code, said):
    monkeypatch.setenv(variable, value)
    result = invoked("invite", "somebody", "--server", bank.base_url)
    assert (result.exit_code, said in result.stderr) == (code, True), result.output


@pytest.mark.usefixtures("administrator")
def test_a_template_that_is_not_there_is_told_to_who_asks(bank):
    result = invoked("ask", "somebody", "nothing", "--server", bank.base_url)
    assert result.exit_code == 1
    assert "POST /v2/operations was answered 400" in result.stderr
