"""A user who lived here is erased by a command: devices, open operations, histories; the trail tells that it was done."""

import pytest
from click.testing import CliRunner

from api.commands import nextstep
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import User
from tests.e2e.in_clear import http_client
from tests.e2e.processes import until


@pytest.fixture
def bank(stack):
    url = stack.settings.base_url
    with http_client(base_url=url, timeout=60) as client, http_client(timeout=15) as phones:
        yield Bank(Cloud(client, stack.admin), url, phones)


@pytest.fixture
def run(beside):
    return lambda *arguments, **more: CliRunner().invoke(nextstep, ("erase", *arguments), **more)


@pytest.fixture
def user(bank):
    """With a payment that was approved, one that is open, and a message."""
    found = User(bank)
    found.authorize(found.asked())
    found.open = found.asked()["operationId"]
    message = {
        "userId": found.user_id,
        "applications": [bank.cloud.app_id],
        "subject": "A new card",
        "summary": "A new card",
    }
    bank.cloud.ok("POST", "/v2/inbox/messages", {**message, "body": "A new card", "type": "text"})
    return found


def rows(stack, user):
    """By table, of those that name the user."""
    tables = ("operation", "registration", "inbox_message", "inbox_entry", "push_count", "audit")
    return {
        table: stack.sql(f"SELECT count(*) AS n FROM {table} WHERE user_id = :user", user=user.user_id)[0]["n"]
        for table in tables
    }


def histories(stack, user):
    async def listed(client):
        return [one.id async for one in client.list_workflows(f'NextStepUserId = "{user.user_id}"')]

    return stack.temporal_call(listed)


def test_a_dry_run_tells_and_changes_nothing(stack, user, run):
    before = rows(stack, user)
    told = run(user.user_id, "--dry-run")
    assert told.exit_code == 0, told.output
    assert "operation                    2  removed" in told.stdout
    assert "stay" in told.stdout
    assert rows(stack, user) == before
    assert run(user.user_id, input="n\n").exit_code == 1
    assert rows(stack, user) == before


def test_everything_of_the_user_goes_and_what_stays_is_told(stack, user, run):
    until(lambda: len(histories(stack, user)) == 3)  # the server lists what began a moment ago some moments later
    told = run(user.user_id, "--yes")
    assert told.exit_code == 0, told.output
    assert "removed: 2 of 2 rows of operation" in told.stdout
    assert "rows of audit: evidence" in told.stdout
    left = rows(stack, user)
    assert left.pop("audit") > 0
    assert set(left.values()) == {0}
    again = run(user.user_id, "--yes")
    assert again.exit_code == 0, again.output
    [last] = stack.sql("SELECT * FROM audit WHERE action = 'USER_ERASE' ORDER BY id DESC LIMIT 1")
    assert user.user_id not in str({name: value for name, value in last.items() if name != "event_data"})
    # The server takes the order at once, and sees to it soon.
    until(lambda: histories(stack, user) == [])


@pytest.mark.parametrize("user_id", ["", "x" * 256, " roman", "ro\u202eman"])
def test_what_is_no_users_id_is_refused(run, user_id):
    assert run(user_id, "--yes").exit_code == 2
