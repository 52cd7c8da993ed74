"""The demo's bank says how it was refused: the status, the error's code and its message."""

import httpx
import pytest

from api.demo.approval_scene import ApprovalScene
from api.demo.caller import Caller, Unexpected
from api.demo.cloud_caller import CloudCaller
from api.demo.terminal import Terminal

REFUSED = {"status": "ERROR", "responseObject": {"code": "ERROR_ADMIN", "message": "User not found"}}


def callers(status, answer, asked=None):
    """The bank at the two APIs of a server that answers everything so."""

    def answered(request):
        if asked is not None:
            asked.append(f"{request.method} {request.url.path}")
        return httpx.Response(status, **answer)

    http = httpx.Client(base_url="http://bank", transport=httpx.MockTransport(answered))
    return Caller("bank", http, Terminal()), CloudCaller("bank", http, Terminal(), ("name", "password"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"json": REFUSED}, "ERROR_ADMIN: User not found"),
        ({"json": {"responseObject": None}}, '{"responseObject":null}'),
        ({"text": "no JSON"}, "no JSON"),
    ],
)
@pytest.mark.parametrize("status", [400, 503])
def test_an_error_is_told_with_its_code_and_message(status, answer, said):
    for caller in callers(status, answer):
        with pytest.raises(Unexpected) as raised:
            caller("What is there?", "GET", "/there")
        assert str(raised.value).replace(" ", "") == f"GET /there was answered {status} {said}".replace(" ", "")


def test_what_is_not_there_may_be_asked_for_and_a_server_in_trouble_is_an_error():
    assert callers(400, {"json": REFUSED})[1].quietly("GET", "/there") is None
    with pytest.raises(Unexpected, match="503 ERROR_ADMIN"):
        callers(503, {"json": REFUSED})[1].quietly("GET", "/there")


def test_callbacks_of_a_demo_that_was_cut_short_are_removed_and_the_others_stay():
    asked = []
    left = [{"id": "1", "name": "demo"}, {"id": "2", "name": "another"}, {"id": "3", "name": "demo"}]
    bank = type("Bank", (), {"call": callers(200, {"json": {"callbacks": left}}, asked)[1]})
    ApprovalScene(bank, Terminal(), None, user_id="somebody", language="en")._delete_callbacks()
    path = "/powerauth-cloud/v2/admin/applications/demo-mobile-token/callbacks"
    assert asked == [f"GET {path}", f"DELETE {path}/1", f"DELETE {path}/3"]
