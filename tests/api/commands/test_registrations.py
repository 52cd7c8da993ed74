"""Operators find a user's phones, see how they stand, and stop one that was stolen."""

import json

import pytest
from click.testing import CliRunner

from activities.store import registrations
from activities.store.database import Database
from activities.store.registrations import Registration
from api.commands import nextstep
from api.commands.operator_account import account
from api.demo.device.counter import CounterStanding
from api.demo.phone_upgrade import confirm_upgrade, start_upgrade
from config.clock import now_ms
from config.settings import load
from config.vocabulary import RegistrationStatus
from tests.api.mobile.users import answer
from tests.e2e.client import unique
from tests.e2e.processes import until

MINUTE_MS, DAY_MS = 60_000, 86_400_000


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("registrations", *arguments), **more)


def document(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def listed(*arguments):
    return [one["id"] for one in document("list", *arguments)["registrations"]]


@pytest.fixture
def stored(alone):
    """A registration of each status, of one that has lapsed, and an old one."""
    load().home.mkdir()
    database = Database(load().store_url)
    database.migrate()
    rows: list[tuple[str, int, str]] = [
        (status, MINUTE_MS * number, status) for number, status in enumerate(RegistrationStatus, 1)
    ]
    rows += [("lapsed", 10 * MINUTE_MS, "CREATED"), ("old", 2 * DAY_MS, "ACTIVE")]
    with database.write() as session:
        for registration_id, ago_ms, status in rows:
            created = now_ms() - ago_ms
            values = {"created_ms": created, "expires_ms": created + 5 * MINUTE_MS, "changed_ms": created}
            registration = Registration(
                registration_id=registration_id,
                application_id="other" if registration_id == "old" else "app",
                user_id="roman" if registration_id in ("ACTIVE", "old") else "eva",
                status=status,
                activation_code=registration_id,
                commit_phase="ON_COMMIT",
                max_failed_attempts=5,
                last_used_ms=created,
                request_digest="",
                server_public_key="",
                server_private_key="",
                name="Roman's phone",
                protocol={"BLOCKED": "3.3", "REMOVED": "4.0"}.get(registration_id),
                platform="ios",
                **values,
            )
            registrations.insert(session, registration)
    yield database
    database.close()


def test_registrations_of_a_day_are_listed_newest_first_with_their_status_as_of_now(stored):
    found = document("list")["registrations"]
    assert [one["id"] for one in found] == [*RegistrationStatus, "lapsed"]
    assert [one["status"] for one in found] == [*RegistrationStatus, "REMOVED"]
    assert found[-1]["reason"] == "EXPIRED"
    assert [(one["protocol"], one["algorithm"]) for one in found[3:]] == [("3.3", None), ("4.0", None), (None, None)]
    assert "phone" not in run("list").output


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--user", "roman"), ["ACTIVE", "old"]),
        (("--user", "roman", "--since", "1h"), ["ACTIVE"]),
        (("--application", "other", "--since", "7d"), ["old"]),
        (("--status", "created"), ["CREATED"]),
        (("--status", "REMOVED"), ["REMOVED", "lapsed"]),
        (("--status", "ACTIVE", "--status", "BLOCKED"), ["ACTIVE", "BLOCKED"]),
        (("--user", "nobody"), []),
        (("--protocol", "3.3"), ["BLOCKED"]),
        (("--protocol", "3.3", "--protocol", "4.0", "--status", "REMOVED"), ["REMOVED"]),
    ],
)
def test_filters_narrow_the_list(stored, options, found):
    assert listed(*options) == found


def test_registrations_are_counted_by_what_they_speak(stored):
    found = document("versions")
    assert list(found) == ["usedSince", "versions"]
    [first, *_] = found["versions"]
    assert first == {
        "applicationId": "app",
        "protocol": None,
        "algorithm": None,
        "status": "ACTIVE",
        "registrations": 1,
        "used": 1,
        "unconfirmed": 0,
        "upgrading": 0,
    }
    statuses = [(one["applicationId"], one["protocol"], one["status"], one["used"]) for one in found["versions"]]
    assert statuses == [
        *(("app", None, status, 1) for status in ("ACTIVE", "CREATED", "PENDING_COMMIT")),
        ("app", "3.3", "BLOCKED", 1),
        ("other", None, "ACTIVE", 1),
    ]


def test_counts_are_narrowed_and_told_as_a_table(stored):
    removed = document("versions", "--status", "removed")["versions"]
    assert [(one["status"], one["registrations"]) for one in removed] == [("REMOVED", 1)] * 2
    assert [
        one["used"] for one in document("versions", "--application", "other", "--used-since", "1d")["versions"]
    ] == [0]
    head, line = run("versions", "--application", "other").output.splitlines()
    assert head.split() == [
        "APPLICATION",
        "PROTOCOL",
        "ALGORITHM",
        "STATUS",
        "REGISTRATIONS",
        "USED",
        "UNCONFIRMED",
        "UPGRADING",
    ]
    assert line.split() == ["other", "-", "-", "ACTIVE", "1", "1", "0", "0"]


def test_a_list_is_bounded_and_says_so(stored):
    found = run("list", "--limit", "2")
    assert len(found.stdout.splitlines()) == 3
    assert "there are more" in found.stderr


@pytest.mark.parametrize("reason", ["two words", "", "x" * 65, "a\x1b"])
def test_a_reason_is_a_word(alone, reason):
    assert run("block", "one", "--yes", "--reason", reason).exit_code == 2


# With the servers.


def test_a_phone_is_shown_and_blocked_and_the_bank_can_unblock_it(cloud_bank, beside):
    phone = cloud_bank.registered(user_id=unique("user"))
    begun = cloud_bank.invite(unique("user"))["registrationId"]
    active = phone.registration.activation_id
    # Its workflow ends behind the answer to the commit.
    until(lambda: document("show", active)["workflow"]["status"] == "COMPLETED", beside.worker)
    page = document("show", active)
    assert (page["status"], page["hasDevice"], page["workflow"]["status"]) == ("ACTIVE", True, "COMPLETED")
    assert document("show", begun)["workflow"]["status"] == "RUNNING"
    assert run("block", active, input="n\n").exit_code == 1
    done = run("block", active, begun, "nobody", "--reason", "STOLEN", "--yes")
    assert (done.exit_code, done.stdout) == (1, f"{active}: BLOCKED\n")
    not_yet, unknown = done.stderr.splitlines()
    assert not_yet == f"nextstep: {begun}: Activation is CREATED, you can only REMOVE it."
    assert unknown.startswith("nextstep: nobody: there is no such registration")
    assert (cloud_bank.of(phone)["registrationStatus"], document("show", active)["reason"]) == ("BLOCKED", "STOLEN")
    statement = "SELECT actor FROM audit WHERE registration_id = :id AND action = 'REGISTRATION_BLOCK'"
    assert beside.sql(statement, id=active) == [{"actor": f"operator:{account()}"}]
    cloud_bank.change(phone, "UNBLOCK")
    assert cloud_bank.of(phone)["registrationStatus"] == "ACTIVE"


def test_counters_are_moved_on_once_the_trail_has_it_and_the_phone_follows(cloud_bank, beside):
    phone = cloud_bank.registered()
    registration_id = phone.registration.activation_id
    beside.sql("UPDATE registration SET last_used_ms = 5 WHERE registration_id = :id", id=registration_id)
    assert run("advance", "--saved", "10", input="n\n").exit_code == 1
    assert document("advance", "--saved", "10", "--yes") == {"advanced": 1, "left": 0}
    assert document("advance", "--saved", "10", "--yes") == {"advanced": 0, "left": 0}
    [row] = beside.sql("SELECT actor FROM audit WHERE action = 'REGISTRATION_ADVANCE'")
    assert row["actor"] == f"operator:{account()}"
    phone.status()
    phone.validate()


def test_the_counter_of_an_upgrade_that_waits_is_moved_too_and_its_phone_follows_and_confirms(cloud_bank, beside):
    former = cloud_bank.registered()
    phone = start_upgrade(former)
    replayed = phone.counter
    beside.sql("UPDATE registration SET last_used_ms = 3 WHERE registration_id = :id", id=former.activation_id)
    assert document("advance", "--saved", "4", "--yes")["advanced"] == 1
    assert answer(lambda: confirm_upgrade(phone))[:2] == (401, "ERR_AUTHENTICATION")
    phone.counter = replayed
    assert phone.status().standing is CounterStanding.CAUGHT_UP
    confirm_upgrade(phone)
    phone.validate()
    assert phone.status().current_version == 4


def test_counters_are_not_moved_without_a_time(alone):
    assert run("advance").exit_code == 2
