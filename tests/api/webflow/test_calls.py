"""What the bank's servers answer that no user can mend."""

import httpx
import pytest

from api.webflow.calls import ApiUnavailable
from api.webflow.offline import Offline
from api.webflow.session import OfflineApproval

APPROVAL = OfflineApproval("an-operation", "a-registration")


@pytest.fixture
def cloud():
    """PowerAuth Cloud, whose integration user has the password that was set last."""
    passwords = ["first"]

    def answer(request):
        path = request.url.path.removeprefix("/powerauth-cloud")
        if path.endswith("/password"):
            passwords.append(f"password-{len(passwords)}")
            return httpx.Response(200, json={"password": passwords[-1]})
        if path.startswith("/admin/"):
            return httpx.Response(200, json={"id": "demo"})
        given = httpx.BasicAuth("demo-web-flow", passwords[-1])._auth_header
        is_right = request.headers["Authorization"] == given
        return httpx.Response(200, json={"status": "PENDING"}) if is_right else httpx.Response(401, json={})

    http = httpx.Client(base_url="http://api.invalid", transport=httpx.MockTransport(answer))
    return passwords, Offline(http, ("admin", "secret"))


def test_whose_password_is_anothers_by_now_has_a_new_one_with_the_next_call(cloud):
    passwords, offline = cloud
    assert offline.status(APPROVAL) == "PENDING"
    passwords.append("of another front end")
    with pytest.raises(ApiUnavailable):
        offline.status(APPROVAL)
    assert [offline.status(APPROVAL) for _ in range(2)] == ["PENDING"] * 2
    assert len(passwords) == 4
