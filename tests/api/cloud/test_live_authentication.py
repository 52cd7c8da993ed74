"""Authentication over the real server, whose processes each remember passwords for themselves."""

from tests.api.cloud.client import PREFIX, Cloud
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client

LIST = "/v2/registrations?userId=roman"


def large(bank, size):
    return {"userId": unique(), "appId": bank.app_id, "x": "y" * size}


def test_after_a_refusal_the_connection_goes_on(live):
    stranger = live.of("nobody", "nothing")
    for _ in range(3):
        refusal = stranger.refused("POST", "/v2/registrations", large(live, 10_000), status=401)
        assert refusal == ("HTTP_401", "Unauthorized")
        assert live.ok("GET", LIST) == {"registrations": []}


def test_a_large_body_of_a_stranger_is_not_waited_for(stack, live):
    for _ in range(3):
        # The server closes the connection.
        with http_client(base_url=stack.settings.base_url) as http:
            stranger = Cloud(http, ("nobody", "nothing"))
            assert stranger.refused("POST", "/v2/registrations", large(live, 900_000), status=401)[0] == "HTTP_401"


def test_a_reset_and_a_switched_off_account_hold_in_every_process_at_once(live_admin, live):
    address = f"/admin/users/{live.username}"
    for _ in range(20):  # both processes know the password now
        live.ok("GET", LIST)
    live_admin.ok("PUT", address, {"enabled": False})
    assert {live.send("GET", LIST).status_code for _ in range(20)} == {401}
    live_admin.ok("PUT", address, {"enabled": True})
    assert {live.send("GET", LIST).status_code for _ in range(20)} == {200}
    reset = live_admin.ok("POST", f"{address}/password")
    assert {live.send("GET", LIST).status_code for _ in range(20)} == {401}
    again = live.of(live.username, reset["password"])
    assert {again.send("GET", LIST).status_code for _ in range(20)} == {200}


def test_passwords_reach_no_log_and_no_table(stack, live_admin, live):
    live.ok("GET", LIST)
    live.of(live.username, "a wrong password").refused("GET", LIST, status=401)
    logs = "".join(stack.logs().values())
    assert live.credentials[1] not in logs
    assert "a wrong password" not in logs
    [row] = stack.sql("SELECT * FROM account WHERE username = :name", name=live.username)
    assert live.credentials[1] not in str(row)


def test_what_the_http_server_refuses_is_in_the_apis_words(stack, live):
    answer = live.send("GET", LIST, headers={"X-Long": "x" * 9000})
    assert answer.status_code == 431
    assert answer.json()["responseObject"]["code"] == "ERROR_REQUEST"
    assert answer.request.url.path.startswith(PREFIX)
