"""Clients that openapi-generator makes of the documents compile, and play a bank's flows against the running APIs.

Needs Java, Maven, Node and npm, and what these bring from their registries: `.venv/bin/pytest -m generators`.
"""

import subprocess

import pytest

from api.demo.device.signing import Factors
from api.demo.phone import Phone
from tests.api.cloud.client import Cloud
from tests.api.cloud.conftest import with_application
from tests.e2e.in_clear import http_client
from tests.generators.clients import Clients, absent_tools

pytestmark = [
    pytest.mark.generators,
    pytest.mark.skipif(bool(absent_tools()), reason=f"not installed: {', '.join(absent_tools())}"),
]

LANGUAGES = ["java", "python", "typescript-fetch"]


@pytest.fixture(scope="module")
def clients(stack, tmp_path_factory):
    """The generated clients of all APIs, not compiled yet."""
    with http_client(base_url=stack.settings.base_url, timeout=30) as http:
        made = Clients(tmp_path_factory.mktemp("generators"), http)
        made.generate()
        return made


@pytest.fixture(scope="module", params=LANGUAGES)
def play(request, clients):
    """Starts the program of a language, compiled with all its clients."""
    clients.compile(request.param)
    command, environment = clients.command(request.param)

    def started(*arguments):
        return subprocess.Popen(
            [*command, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return started


def said(program, word):
    """The rest of the program's next line, which begins with `word`."""
    line = program.stdout.readline()
    if not line.startswith(f"{word} "):
        program.kill()
        pytest.fail(f"instead of {word}: {line}{program.communicate()[1][-3000:]}")
    return line.removeprefix(word).strip()


def test_a_bank_registers_a_phone_and_has_a_payment_approved(stack, play):
    base = stack.settings.base_url
    with http_client(base_url=base, timeout=30) as http:
        admin = Cloud(http, stack.admin)
        bank = with_application(admin)
        phone = Phone(http, base, admin.ok("GET", f"/admin/applications/{bank.app_id}")["mobileSdkConfig"])
        with play("cloud", base, *bank.credentials, bank.app_id) as program:
            phone.activate(said(program, "CODE"))
            operation_id = said(program, "OPERATION")
            path = "/api/auth/token/app/operation"
            token = phone.create_token()
            shown = phone.call_with_token(f"{path}/detail", token, {"id": operation_id})
            request = {"id": operation_id, "data": shown["data"]}
            phone.call_signed(f"{path}/authorize", "/operation/authorize", request, Factors.POSSESSION_KNOWLEDGE)
            assert said(program, "END") == "APPROVED possession_knowledge"
            assert program.wait(30) == 0


def test_a_bank_takes_a_payment_through_its_steps(stack, play):
    with play("payment", stack.settings.base_url) as program:
        result, amount, currency, created = said(program, "END").split()
        assert (result, amount, currency) == ("DONE", "100.00", "CZK")
        assert created.endswith("+0000")
        assert program.wait(30) == 0
