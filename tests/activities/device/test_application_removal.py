"""An application goes with all that it consists of, and not while phones are registered."""

import pytest

from activities.accounts.accounts import Accounts
from activities.device.application_removal import remove_application
from activities.device.applications import Applications
from activities.secrets.sealing import Sealer
from config import master_key
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from tests.activities.store.any_rows import keys, put

# With what each has of its own.
TABLES = ("application", "application_version", "master_key_pair", "account_application", "callback", "push_provider")


@pytest.fixture
def applications(database):
    """Two applications that have everything, `mobile` and `other`."""
    found = Applications(database, Sealer.of(master_key.generate()))
    accounts = Accounts(database)
    accounts.create("bank")
    for name in ("mobile", "other"):
        found.create(name, ())
        found.rotate(name, valid_seconds=60, signs_seconds=60)
        accounts.assign("bank", name)
        terms = {"type": "OPERATION_STATUS_CHANGE", "attributes": "[]", "authentication": "NONE"}
        put(database, "callback", callback_id=f"of {name}", application_id=name, **terms)
        put(database, "push_provider", application_id=name, name="apns")
        put(database, "circuit", kind="callback", lane=f"of {name}")
    return found


def whose(database):
    return {table: set(keys(database, table, "application_id")) for table in TABLES}


def test_what_belongs_to_an_application_goes_with_it_and_nothing_else_does(applications, database):
    assert whose(database) == {table: {"mobile", "other"} for table in TABLES}
    remove_application(database, "mobile")
    assert whose(database) == {table: {"other"} for table in TABLES}
    assert keys(database, "circuit", "lane") == ["of other"]
    assert Accounts(database).get("bank").applications == ("other",)
    with pytest.raises(Refused, match="APPLICATION_NOT_FOUND"):
        remove_application(database, "mobile")


@pytest.mark.parametrize("status", RegistrationStatus)
def test_an_application_stays_while_a_phone_is_registered(applications, database, status):
    put(database, "registration", application_id="mobile", status=status.value, flags="[]")
    if status is RegistrationStatus.REMOVED:
        remove_application(database, "mobile")
        assert whose(database)["application"] == {"other"}
        return
    with pytest.raises(Refused, match="APPLICATION_IN_USE"):
        remove_application(database, "mobile")
    assert whose(database)["application"] == {"mobile", "other"}
    remove_application(database, "other")


def test_a_removed_application_may_be_created_again_with_other_keys(applications, database):
    before = applications.get("mobile")
    remove_application(database, "mobile")
    after = applications.create("mobile", ())
    assert after.application_key != before.application_key
    assert after.master_public_key != before.master_public_key
