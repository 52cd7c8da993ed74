"""By which names the pages are had."""

import pytest


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8090", 200),
        ("localhost", 200),
        ("[::1]:8090", 200),
        # A site whose name leads to this machine.
        ("site.example:8090", 421),
        ("127.0.0.1.site.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_a_page_is_answered_by_names_of_its_own_server_alone(app, host, status):
    assert app.test_client().get("/demo/phone", headers={"Host": host}).status_code == status
