"""Which methods a user has enabled (`nextstep.md` §2.2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.store import definitions, user_methods
from activities.store.tables import AuthMethodRow
from config.refused import Refused

ALWAYS = [
    "INIT",
    "USER_ID_ASSIGN",
    "USERNAME_PASSWORD_AUTH",
    "SHOW_OPERATION_DETAIL",
    "SMS_KEY",
    "CONSENT",
    "LOGIN_SCA",
    "APPROVAL_SCA",
    "OTP_CODE",
]
WITH_TOKEN = [*ALWAYS[:4], "POWERAUTH_TOKEN", *ALWAYS[4:]]
CONFIG = {"activationId": "26c94bf8"}


@pytest.fixture
def users(shipped):
    """Switches methods on and off, and reads what is enabled."""
    return Users(shipped)


class Users:
    def __init__(self, database):
        self.database = database

    def switch(self, user_id, auth_method, *, on=True, config=None):
        with self.database.write() as session:
            methods = definitions.read(session).methods
            user_methods.switch(session, methods, user_id, auth_method, on=on, config=config or {})

    def enabled(self, user_id):
        with self.database.read() as session:
            found = user_methods.list_enabled(session, definitions.read(session).methods, user_id)
        return {one.method.auth_method: one.config for one in found}


@pytest.mark.parametrize("user_id", [None, "roman"])
def test_without_preferences_defaults_hold(users, user_id):
    assert list(users.enabled(user_id)) == ALWAYS


def test_a_method_is_switched_on_with_its_configuration_and_off(users):
    users.switch("roman", "POWERAUTH_TOKEN", config=CONFIG)
    assert list(users.enabled("roman")) == WITH_TOKEN
    assert users.enabled("roman")["POWERAUTH_TOKEN"] == CONFIG
    assert list(users.enabled("jana")) == ALWAYS
    users.switch("roman", "POWERAUTH_TOKEN", on=False)
    assert list(users.enabled("roman")) == ALWAYS
    users.switch("roman", "POWERAUTH_TOKEN")
    assert users.enabled("roman")["POWERAUTH_TOKEN"] == {}  # disabling replaced the configuration


def test_a_switch_is_seen_in_its_own_transaction(users):
    with users.database.write() as session:
        methods = definitions.read(session).methods
        user_methods.switch(session, methods, "roman", "POWERAUTH_TOKEN", on=True, config=CONFIG)
        assert "POWERAUTH_TOKEN" in [
            one.method.auth_method for one in user_methods.list_enabled(session, methods, "roman")
        ]


def test_switches_at_once_leave_one_of_them(users):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: users.switch("roman", "POWERAUTH_TOKEN", config={"n": str(n)}), range(24)))
    assert users.enabled("roman")["POWERAUTH_TOKEN"]["n"] in map(str, range(24))


def test_a_switch_touches_its_own_method_alone(users):
    second = AuthMethodRow(
        auth_method="SECOND",
        order_number=20,
        check_user_prefs=True,
        user_prefs_column=2,
        user_prefs_default=True,
        check_auth_fails=False,
        has_user_interface=False,
        has_mobile_token=False,
    )
    definitions.create_auth_method(users.database, second)
    assert "SECOND" in users.enabled("roman")
    users.switch("roman", "POWERAUTH_TOKEN", config=CONFIG)
    assert users.enabled("roman")["SECOND"] == {}
    users.switch("roman", "SECOND", on=False)
    assert users.enabled("roman")["POWERAUTH_TOKEN"] == CONFIG
    assert "SECOND" not in users.enabled("roman")


@pytest.mark.parametrize("auth_method", ["SMS_KEY", "UNHEARD_OF"])
@pytest.mark.parametrize("on", [True, False])
def test_what_has_no_switch_is_refused(users, auth_method, on):
    with pytest.raises(Refused) as refused:
        users.switch("roman", auth_method, on=on)
    assert refused.value.reason == "REQUEST_INVALID"
