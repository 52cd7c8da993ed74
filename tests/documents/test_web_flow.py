"""`docs/web-flow.md` tells who writes a front end what a form is, and as whom to try it: the code says the same."""

import re
from pathlib import Path

import pytest
import simplejson

from api.formdata.render import localize
from api.nextstep.operation_requests import CreateOperationRequest
from api.webflow import customer
from config.definitions.load import load
from locales.catalogs import Catalogs
from locales.languages import negotiate

TEXT = (Path(__file__).parents[2] / "docs" / "web-flow.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_FLOW = re.compile(r"^\| `([a-z_]+)` \| (`[A-Z].*) \|$", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")


@pytest.fixture(scope="module")
def blocks():
    return [simplejson.loads(block, use_decimal=True) for block in _BLOCK.findall(TEXT)]


def test_the_payment_it_shows_is_taken_and_reads_as_it_shows(blocks):
    sent, amount = blocks
    catalogs = Catalogs()
    form = CreateOperationRequest().load(sent)["form_data"]
    shown = localize(form, negotiate("cs", catalogs.languages), catalogs)
    assert shown["parameters"][0] == amount
    assert [found["label"] for found in shown["parameters"]] == ["Částka", "Na účet", "Poznámka", "Z vašeho účtu"]
    assert all(shown[part]["message"] for part in ("title", "greeting", "summary"))
    assert "formattedValue" not in shown["parameters"][-1]


def test_the_flows_it_lists_are_those_that_are_shipped():
    listed = {name: set(_NAME.findall(steps)) for name, steps in _FLOW.findall(TEXT)}
    shipped = {}
    for step in load().steps:
        shipped.setdefault(step.operation_name, set()).add(step.request_auth_method)
    assert listed == {name: methods - {None, "INIT"} for name, methods in shipped.items()}


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("user name and password", (customer.USERNAME, customer.PASSWORD)),
        ("`userId`, as the lookup answers it", (customer.USER_ID,)),
        ("`credentialName`", (customer.CREDENTIAL,)),
        ("`otpName`", (customer.OTP,)),
    ],
)
def test_the_customer_it_names_is_the_one_that_is_made(what, names):
    assert f"| {what} | {', '.join(f'`{name}`' for name in names)} |" in TEXT
