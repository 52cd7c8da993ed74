"""Who has to wait before another password is looked at, and who has not."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from activities.accounts import login_throttle
from activities.accounts.accounts import Accounts
from activities.accounts.login_throttle import Rules
from activities.accounts.password_checks import PasswordChecks
from activities.audit import origin, trail
from activities.audit.origin import Origin
from activities.secrets import passwords
from activities.secrets.sealing import Sealer
from activities.store import logins
from activities.store.tables import AuditRow, LoginRow
from config import master_key
from config.too_many import TooMany
from config.vocabulary import Role

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hashes that cost nothing: how long they take is tested elsewhere."""
    monkeypatch.setattr(passwords, "hash_password", lambda password: f"hash of {password}")
    monkeypatch.setattr(passwords, "matches", lambda password, kept: kept == f"hash of {password}")


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1_000_000_000_000

    monkeypatch.setattr(login_throttle, "now_ms", lambda: Clock.now)
    return Clock


@pytest.fixture
def database(database):
    database._info.update(trail.database_info(Sealer.of(master_key.generate())))
    return database


@pytest.fixture
def accounts(database, clock):
    return Accounts(database)


def login(accounts, username, password, address=HERE):
    with origin.assume(Origin(address=address)):
        return accounts.authenticate(username, password)


def waits(accounts, username, password="wrong", address=HERE):
    with pytest.raises(TooMany) as refused:
        login(accounts, username, password, address)
    return refused.value.seconds


@pytest.mark.parametrize("username", ["bank", "nobody"])
def test_after_five_wrong_passwords_a_name_waits_twice_as_long_after_each(accounts, clock, username):
    accounts.create("bank")
    for _ in range(5):
        assert login(accounts, username, "wrong") is None
    for seconds in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        assert waits(accounts, username) == seconds
        clock.now += seconds * 1000 - 1
        assert waits(accounts, username)
        clock.now += 1
        assert login(accounts, username, "wrong") is None


def test_a_right_password_waits_too_and_then_makes_failures_forgotten(accounts, clock):
    password = accounts.create("bank").password
    for _ in range(5):
        login(accounts, "bank", "wrong")
    assert waits(accounts, "bank", password) == 1
    clock.now += 1000
    assert login(accounts, "bank", password)
    for _ in range(5):
        assert login(accounts, "bank", "wrong") is None


def test_failures_hold_in_other_processes_and_are_forgotten_after_a_day(accounts, clock, database):
    for _ in range(5):
        login(accounts, "bank", "wrong")
    assert waits(Accounts(database), "bank") == 1
    clock.now += logins.FORGOTTEN_MS + 1
    for _ in range(5):
        assert login(accounts, "bank", "wrong") is None


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", Role)
def test_who_guesses_elsewhere_keeps_an_account_out_of_nowhere_that_it_calls_from(accounts, clock, database, role):
    password = accounts.create("bank", role).password
    assert login(accounts, "bank", password)
    for n in range(100):  # from everywhere, until the account waits
        assert login(accounts, "bank", "wrong", f"198.51.100.{n}") is None
    assert waits(accounts, "bank", address="203.0.113.1") == 1
    assert login(accounts, "bank", password)
    assert login(Accounts(database), "bank", password)  # a process that was started since


def test_an_integration_user_that_is_remembered_is_not_kept_out_by_who_shares_its_address(accounts):
    password = accounts.create("bank").password
    assert login(accounts, "bank", password)
    for _ in range(5):
        login(accounts, "bank", "wrong")
    assert waits(accounts, "bank")
    assert login(accounts, "bank", password)


def test_an_administrator_that_is_remembered_waits_for_his_password_may_be_guessed(accounts):
    password = accounts.create("admin", Role.ADMIN).password
    assert login(accounts, "admin", password)
    for _ in range(5):
        login(accounts, "admin", "wrong")
    assert waits(accounts, "admin", password) == 1


@pytest.mark.parametrize("addresses", [[HERE], ["2001:db8::1", "2001:db8::2"]], ids=["one", "one network of IPv6"])
def test_an_address_waits_whatever_names_it_tries(accounts, addresses):
    password = accounts.create("bank").password
    for n in range(50):
        assert login(accounts, f"name {n}", "wrong", addresses[n % len(addresses)]) is None
    assert waits(accounts, "bank", password, addresses[0]) == 1
    assert login(accounts, "bank", password, ELSEWHERE)


def test_what_waits_leaves_no_rows_and_is_told_as_a_number(accounts, clock, database):
    accounts.create("bank")
    for _ in range(5):
        login(accounts, "bank", "wrong")

    def logins():
        with database.read() as session:
            return len(session.orm.exec(select(AuditRow).where(AuditRow.action == "LOGIN")).all())

    assert logins() == 5
    for _ in range(30):
        waits(accounts, "bank")
    assert logins() == 5
    clock.now += 1000
    login(accounts, "bank", "wrong")
    assert logins() == 6


def test_names_that_no_account_has_are_not_kept(accounts, database):
    login(accounts, "my password", "wrong")
    with database.read() as session:
        rows = session.orm.exec(select(LoginRow)).all()
    assert len(rows) == 3
    assert "password" not in str(rows)


def test_what_counts_no_longer_is_dropped_and_known_addresses_stay_for_a_month(accounts, database):
    login(accounts, "nobody", "wrong")
    password = accounts.create("bank").password
    assert login(accounts, "bank", password)
    with database.write() as session:
        logins.delete_expired(session)  # by the database's clock, and these are of 2001
    with database.read() as session:
        assert session.orm.exec(select(LoginRow)).all() == []


def test_names_tried_once_from_everywhere_are_bounded_and_make_no_guesser_forgotten(
    accounts, clock, database, monkeypatch
):
    monkeypatch.setattr(logins, "MAX_COUNTS", 30)
    monkeypatch.setattr(logins, "FORGOTTEN_MS", time.time_ns())  # none is forgotten for its age
    password = accounts.create("bank").password
    assert login(accounts, "bank", password, ELSEWHERE)
    for _ in range(5):
        login(accounts, "bank", "wrong")
    for n in range(40):
        login(accounts, f"name {n}", "wrong", f"203.0.113.{n}")
    dropped = []
    with database.write() as session:
        while not dropped or dropped[-1]:
            dropped.append(logins.drop_excess(session))
    with database.read() as session:
        rows = session.orm.exec(select(LoginRow)).all()
    assert dropped == [40 * 3 + 3 - 30, 0]
    assert len(rows) == 30 + 1
    assert waits(accounts, "bank") == 1
    for _ in range(50):
        login(accounts, "bank", "wrong", ELSEWHERE)
        clock.now += 900_000
    assert login(accounts, "bank", password, ELSEWHERE)


class Slow:
    """Passwords whose check ends when it is told to."""

    def __init__(self, monkeypatch):
        self.end, self.begun = threading.Event(), []
        monkeypatch.setattr(passwords, "matches", self._matches)

    def _matches(self, password, kept):
        self.begun.append(password)
        self.end.wait(5)
        return password == "right"


def test_few_hashes_are_made_at_once_few_wait_and_others_are_sent_away(monkeypatch):
    slow, checks = Slow(monkeypatch), PasswordChecks(2)
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(checks.matches, "bank", f"guess {n}", "kept", lambda: None) for n in range(10)]
        while len(slow.begun) < 2:
            time.sleep(0.01)
        time.sleep(0.1)
        with pytest.raises(TooMany):
            checks.matches("bank", "guess 11", "kept", lambda: None)
        assert len(slow.begun) == 2
        slow.end.set()
        assert [one.result() for one in asked] == [False] * 10


def test_what_many_ask_at_once_is_paid_for_once(monkeypatch):
    slow, checks = Slow(monkeypatch), PasswordChecks(2)
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(checks.matches, "bank", "right", "kept", lambda: None) for _ in range(16)]
        while not slow.begun:
            time.sleep(0.01)
        time.sleep(0.1)
        slow.end.set()
        assert all(one.result() for one in asked)
    assert slow.begun == ["right"]
    assert checks.remembers("bank", "right", "kept")


def test_rules_are_as_the_settings_say(database, clock):
    strict = Accounts(database, Rules(attempts=1, longest_wait=3))
    assert login(strict, "bank", "wrong") is None
    for seconds in (1, 2, 3, 3):
        assert waits(strict, "bank") == seconds
        clock.now += seconds * 1000
        assert login(strict, "bank", "wrong") is None
