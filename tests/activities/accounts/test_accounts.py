"""Accounts: who is let in, and what administrators do with them."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from sqlalchemy import text

from activities.accounts.accounts import Accounts
from activities.accounts.login_throttle import Rules
from activities.device.applications import Applications
from activities.secrets import passwords
from activities.secrets.sealing import Sealer
from config import master_key
from config.refused import Refused
from config.vocabulary import Role


@pytest.fixture
def accounts(database):
    return Accounts(database)


@pytest.fixture
def application(database):
    Applications(database, Sealer.of(master_key.generate())).create("mtoken", ())
    return "mtoken"


def refusal(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.detail


def test_a_created_account_is_let_in_by_its_password_alone(accounts):
    made = accounts.create("bank")
    assert (made.account.username, made.account.role, made.account.enabled) == ("bank", Role.USER, True)
    assert made.account.applications == ()
    for _ in range(2):  # the second time from memory
        assert accounts.authenticate("bank", made.password) == made.account
        assert accounts.authenticate("bank", made.password + "x") is None
    assert accounts.authenticate("Bank", made.password) is None
    assert accounts.authenticate("other", made.password) is None


@pytest.mark.parametrize("username", ["", "\0", "bank\0", "x" * 300, "\n"])
def test_names_that_nobody_can_have_are_refused_like_unknown_ones(accounts, username):
    assert accounts.authenticate(username, "password") is None


def test_only_the_hash_of_a_password_is_stored(accounts, database):
    made = accounts.create("bank")
    with database.read() as session:
        [row] = session.connection().execute(text("SELECT * FROM account")).all()
    assert made.password not in str(row)
    assert row.password_hash.startswith("$argon2id$")


def test_a_reset_holds_at_once_also_where_the_former_password_is_remembered(accounts, database):
    made = accounts.create("bank")
    assert accounts.authenticate("bank", made.password)
    reset = Accounts(database).reset_password("bank")  # by another process
    assert reset.password != made.password
    assert accounts.authenticate("bank", made.password) is None
    assert accounts.authenticate("bank", reset.password) == made.account == reset.account


def test_a_disabled_account_is_kept_out_at_once_and_comes_back(accounts, database):
    made = accounts.create("bank")
    assert accounts.authenticate("bank", made.password)
    assert Accounts(database).enable("bank", enabled=False).enabled is False
    assert accounts.authenticate("bank", made.password) is None
    accounts.enable("bank", enabled=True)
    assert accounts.authenticate("bank", made.password) == made.account


def test_a_removed_account_is_unknown_and_its_successor_inherits_nothing(accounts, application):
    made = accounts.create("bank")
    accounts.assign("bank", application)
    accounts.remove("bank")
    assert accounts.authenticate("bank", made.password) is None
    assert accounts.create("bank").account.applications == ()
    assert accounts.authenticate("bank", made.password) is None


def test_access_is_assigned_and_withdrawn_repeatably(accounts, application):
    password = accounts.create("bank").password
    for _ in range(2):
        assert accounts.assign("bank", application).applications == ("mtoken",)
    assert accounts.authenticate("bank", password).applications == ("mtoken",)
    for _ in range(2):
        assert accounts.withdraw("bank", application).applications == ()
    assert accounts.authenticate("bank", password).applications == ()


def test_accounts_are_listed_by_name_with_their_applications(accounts, application):
    for name in ("second", "first"):
        accounts.create(name)
    accounts.assign("second", application)
    listed = [(one.username, one.applications) for one in accounts.list_accounts()]
    assert listed == [("first", ()), ("second", ("mtoken",))]


@pytest.mark.parametrize(
    ("call", "detail"),
    [
        (lambda found: found.create("bank"), "User already exists"),
        (lambda found: found.get("unknown"), "User not found"),
        (lambda found: found.reset_password("unknown"), "User not found"),
        (lambda found: found.enable("unknown", enabled=False), "User not found"),
        (lambda found: found.enable("unknown", enabled=True), "User not found"),
        (lambda found: found.remove("unknown"), "User not found"),
        (lambda found: found.assign("unknown", "mtoken"), "User not found"),
        (lambda found: found.withdraw("unknown", "mtoken"), "User not found"),
        (lambda found: found.assign("bank", "unknown"), "Application not found"),
        (lambda found: found.assign("admin", "mtoken"), "An account of administration manages no application"),
    ],
)
def test_what_cannot_be_is_refused(accounts, application, call, detail):
    accounts.create("bank")
    accounts.bootstrap("admin", "secret")
    assert refusal(lambda: call(accounts)) == detail


def test_the_first_administrator_is_created_once(accounts):
    assert accounts.bootstrap("admin", "secret")
    assert not accounts.bootstrap("admin", "other")
    assert not accounts.bootstrap("root", "other")
    assert accounts.authenticate("admin", "secret").role is Role.ADMIN
    assert accounts.authenticate("admin", "other") is None


def test_an_integration_user_does_not_become_the_first_administrator(accounts):
    accounts.create("admin")
    assert refusal(lambda: accounts.bootstrap("admin", "secret")) == "User already exists"


def test_processes_that_start_at_once_make_one_administrator(accounts):
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda n: accounts.bootstrap("admin", f"secret {n}"), range(4)))
    assert sorted(made) == [False, False, False, True]


def test_the_last_enabled_administrator_stays(accounts):
    accounts.bootstrap("admin", "secret")
    stays = "The last enabled administrator has to stay"
    assert refusal(lambda: accounts.remove("admin")) == stays
    assert refusal(lambda: accounts.enable("admin", enabled=False)) == stays
    accounts.create("root", Role.ADMIN)
    accounts.enable("root", enabled=False)
    assert refusal(lambda: accounts.remove("admin")) == stays
    accounts.remove("root")  # a disabled one may go
    accounts.create("root", Role.ADMIN)
    accounts.remove("admin")
    assert refusal(lambda: accounts.remove("root")) == stays


def test_of_two_administrators_who_remove_each_other_one_stays(accounts):
    def remove(name):
        try:
            accounts.remove(name)
        except Refused:
            return None
        return name

    accounts.bootstrap("one", "secret")
    for _ in range(5):
        accounts.create("other", Role.ADMIN)
        with ThreadPoolExecutor(2) as threads:
            gone = [name for name in threads.map(remove, ("one", "other")) if name]
        assert len(gone) == 1
        if gone == ["one"]:
            accounts.create("one", Role.ADMIN)
            accounts.remove("other")


@pytest.fixture
def argon2(monkeypatch):
    """Counts the checks that are paid for; they are made all the same."""
    paid = []
    check = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: paid.append(given) or check(*given))
    return paid


def test_argon2_is_paid_for_once_by_the_right_password_and_each_time_by_wrong_and_unknown_ones(accounts, argon2):
    made = accounts.create("bank")
    for _ in range(5):
        accounts.authenticate("bank", made.password)
    assert len(argon2) == 1
    for username in ("bank", "unknown", "\0"):
        argon2.clear()
        for _ in range(3):
            accounts.authenticate(username, "wrong")
        assert len(argon2) == 3


def test_what_is_remembered_is_bounded(accounts, argon2, monkeypatch):
    monkeypatch.setattr("activities.accounts.password_checks._MAX_REMEMBERED", 2)
    made = [accounts.create(name) for name in ("one", "two", "three")]
    for one in made:
        accounts.authenticate(one.account.username, one.password)
    argon2.clear()
    accounts.authenticate("three", made[2].password)
    assert not argon2
    accounts.authenticate("one", made[0].password)
    assert len(argon2) == 1


@pytest.mark.exhaustive
def test_unknown_and_wrong_take_the_same_time(database, password_costs):
    accounts = Accounts(database, Rules(attempts=100))
    accounts.create("bank")

    def seconds(username):
        begun = time.perf_counter()
        accounts.authenticate(username, "wrong")
        return time.perf_counter() - begun

    # By turns: a machine that is busy for a while is so for both.
    wrong, unknown = zip(*((seconds("bank"), seconds("unknown")) for _ in range(7)), strict=True)
    assert 0.5 < median(unknown) / median(wrong) < 2


@pytest.mark.parametrize("name", ["Mobile-bank", "MOBILE-BANK"])
def test_names_that_differ_in_capitals_only_are_one(accounts, name):
    made = accounts.create("mobile-bank")
    assert refusal(lambda: accounts.create(name)) == "User already exists"
    assert accounts.authenticate(name, made.password) is None
    accounts.remove("mobile-bank")
    assert accounts.create(name).account.username == name
