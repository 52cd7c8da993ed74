"""What happens to a registration while it is given a temporary key is as if it had happened right afterwards.

The request is checked in one transaction and the key stored in another: whoever uses a key is checked again.
"""

from base64 import b64decode

import pytest
from sqlalchemy import text

from activities.device.v4 import temporary_keys
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.status_blob import StatusCode
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.purpose import V4Purpose
from activities.store import v4_keys
from tests.activities.device.v4.small_phone import SmallPhone, exchange, registered
from tests.activities.device.v4.upgrading_phone import UpgradingPhone


class Asking:
    """A registration of an application of its own, and its phone."""

    def __init__(self, bank, application):
        self.bank, self.application = bank, application
        self.phone, self.signers = registered(bank, application, keys={"is_confirmed": True})

    def status(self, **values):
        with self.bank.database.write() as session:
            names = ", ".join(f"{name} = :{name}" for name in values)
            statement = text(f"UPDATE registration SET {names} WHERE registration_id = :id")
            session.connection().execute(statement, {"id": self.phone.id, **values})

    def block(self):
        self.status(status="BLOCKED")

    def remove(self):
        self.status(status="REMOVED")

    def erase(self):
        """As `activities.retention.erasure` does it, in one transaction with the temporary keys that there are."""
        with self.bank.database.write() as session:
            for table in ("v4_temporary_key", "v4_keys", "registration"):
                session.connection().execute(
                    text(f"DELETE FROM {table} WHERE registration_id = :id"), {"id": self.phone.id}
                )

    def end_support(self):
        self.bank.applications.support(self.application.application_id, "default", supported=False)

    def take_the_algorithm_away(self):
        self.bank.applications.change(self.application.application_id, algorithms=[Algorithm.EC_P384_ML_L3])


class Upgrading(Asking):
    """The same, whose upgrade from version 3 has begun."""

    def __init__(self, bank, application):
        self.bank, self.application = bank, application
        self.upgrading = UpgradingPhone(bank, application)
        self.new = self.upgrading.start()
        self.phone = SmallPhone(application, Algorithm.EC_P384, self.upgrading.id, self.new.secret)
        with bank.database.read() as session:
            stored = v4_keys.find(session, self.upgrading.id)
        self.signers = V4DeviceKeys(bank.sealer).open(stored).server_public

    def confirm(self):
        self.upgrading.confirm(self.new)

    def start_again(self):
        self.upgrading.start()


CHANGES = [
    (Asking, Asking.block, "BLOCKED"),
    (Asking, Asking.remove, "REMOVED"),
    (Asking, Asking.erase, None),
    (Asking, Asking.end_support, None),
    (Asking, Asking.take_the_algorithm_away, "ACTIVE"),
    (Upgrading, Upgrading.confirm, "ACTIVE"),
    (Upgrading, Upgrading.start_again, None),
    (Upgrading, Upgrading.block, "BLOCKED"),
]


def told(asking, temporary):
    """The state that the phone is told by the key; null: it is refused."""
    body = asking.phone.seal(V4Purpose.ACTIVATION_GENERIC, b"{}", temporary)
    try:
        exchange(asking.bank, asking.phone.header, V4Purpose.ACTIVATION_GENERIC, body)
    except EncryptionFailed:
        return None
    found = asking.bank.devices.v4.statuses.of(asking.phone.id, asking.phone.key)
    return StatusCode(b64decode(found)[4]).name


def in_between(monkeypatch, change):
    """The change comes behind the check, and before the key is stored."""
    agree = temporary_keys.shared_secret.agree

    def change_first(request):
        monkeypatch.undo()
        change()
        return agree(request)

    monkeypatch.setattr(temporary_keys.shared_secret, "agree", change_first)


@pytest.mark.exhaustive
@pytest.mark.parametrize("comes", ["in between", "afterwards"])
@pytest.mark.parametrize(
    ("kind", "change", "state"), CHANGES, ids=[f"{kind.__name__}-{change.__name__}" for kind, change, _ in CHANGES]
)
def test_a_change_in_between_is_as_one_afterwards(bank, monkeypatch, kind, change, state, comes):
    asking = kind(bank, bank.application(f"{kind.__name__} {change.__name__} {comes}"))
    if comes == "in between":
        in_between(monkeypatch, lambda: change(asking))
    temporary = asking.phone.temporary(bank, asking.signers)
    if comes == "afterwards":
        change(asking)
    assert told(asking, temporary) == state
