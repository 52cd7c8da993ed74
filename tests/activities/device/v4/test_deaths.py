"""A process that dies at any statement of what a phone changes by version 4 has changed nothing, and the phone goes on.

Death is an exception at each statement in turn. What the database has is compared row by row.
"""

import json
from collections import Counter

import pytest
from sqlalchemy import text

from activities.device.signatures import SignedCall
from activities.device.v4.code_keys import CONFIRM_ACTIVATION
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.phone_headers import read_authorization
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import encrypted_request
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.purpose import V4Purpose
from activities.store.prepared import Prepared
from api.demo.device.headers import AUTHORIZATION
from tests.activities.device.signed_requests import KNOWLEDGE, POSSESSION
from tests.activities.device.v4.small_phone import SharedSecretQuestion, SmallPhone
from tests.activities.device.v4.upgrading_phone import UpgradingPhone

TABLES = ("registration", "v4_keys", "v4_temporary_key", "token", "seen_request")


class Death(Exception):
    """The process ends here."""


class Living:
    """A phone of protocol 4, and what it may ask for; each time it signs anew."""

    def __init__(self, home, application, **keys):
        self.home, self.devices = home, home.devices
        self.phone = home.phone(application, version="4.0", v4=keys)
        self.id = self.phone.registration.activation_id
        self.small = SmallPhone(application, Algorithm.EC_P384, self.id, self.phone.secret)
        self.server = V4DeviceKeys(home.sealer).open(home.v4_keys(self.phone)).server_public

    def call(self, resource_id, body=b"{}", factors=KNOWLEDGE):
        header = read_authorization(self.phone.sign("POST", resource_id, body, factors)[AUTHORIZATION])
        return SignedCall(header, "POST", resource_id, body)

    def prepare(self):
        """What it has before it asks."""
        self.temporary = self.small.temporary(self.home, self.server)

    def encrypted(self, purpose, resource_id, change):
        body = self.small.seal(
            purpose, json.dumps(SharedSecretQuestion(Algorithm.EC_P384).members).encode(), self.temporary
        )
        call = self.call(resource_id, json.dumps(body).encode())
        request = encrypted_request.read(body)
        return self.devices.calls.open_and_change_v4(
            purpose, self.small.header, request, call, factors(KNOWLEDGE), change
        )

    def ask_for_a_key(self):
        self.small.temporary(self.home, self.server)

    def sign(self):
        self.devices.calls.verify(self.call("/pa/auth/validate"), factors(KNOWLEDGE))

    def confirm(self):
        def confirm(session, signer):
            self.devices.v4.confirmations.confirm(session, signer, biometry_enabled=True)

        self.devices.calls.verify_and_change(self.call(CONFIRM_ACTIVATION), factors(KNOWLEDGE), confirm)

    def change_pin(self):
        change = self.devices.v4.factor_key_changes.change_password
        assert self.encrypted(V4Purpose.CHANGE_PASSWORD, "/pa/password/change", change)[2]

    def add_biometry(self):
        change = self.devices.v4.factor_key_changes.add_biometry
        assert self.encrypted(V4Purpose.ADD_BIOMETRY, "/pa/biometry/add", change)[2]

    def remove_biometry(self):
        change = self.devices.v4.factor_key_changes.remove_biometry
        call = self.call("/pa/biometry/remove", factors=POSSESSION)
        assert self.devices.calls.verify_and_change(call, factors(POSSESSION), change)[1]

    def have_a_token(self):
        self.devices.tokens.create(self.id, SignatureType.POSSESSION, 32)

    def is_well(self):
        return self.devices.signatures.check(self.call("/pa/auth/validate")).valid


class Unconfirmed(Living):
    """A phone that has not confirmed its activation."""

    def __init__(self, home, application):
        super().__init__(home, application, is_confirmed=False)


class Upgrading(UpgradingPhone):
    """A phone of 3.3."""

    def prepare(self):
        """Nothing: the key that a start begins with is a transaction of its own."""

    def begin(self):
        self.new = self.send(self.begun)

    def prove_the_new(self):
        self.confirm(self.new)


class Starting(Upgrading):
    """The same, which starts its upgrade, once more where it has died."""

    def prepare(self):
        self.begun = self.ask()

    def is_well(self):
        return self.proves(self.old)


class Confirming(Upgrading):
    """The same, which has started it."""

    def __init__(self, home, application):
        super().__init__(home, application)
        self.new = self.start()

    def is_well(self):
        return self.proves(self.new)


def factors(kind):
    return frozenset({SignatureType(kind)})


ACTS = [
    (Living, Living.sign),
    (Living, Living.ask_for_a_key),
    (Living, Living.change_pin),
    (Living, Living.add_biometry),
    (Living, Living.remove_biometry),
    (Living, Living.have_a_token),
    (Unconfirmed, Living.confirm),
    (Starting, Upgrading.begin),
    (Confirming, Upgrading.prove_the_new),
]


def rows(home):
    with home.database.read() as session:
        connection = session.connection()
        return {table: Counter(map(repr, connection.execute(text(f"SELECT * FROM {table}")))) for table in TABLES}


def dying(monkeypatch, at):
    """The process dies at its statement of this number; those that it came to."""
    execute, said = Prepared.execute, []

    def execute_or_die(prepared, cursor, values):
        said.append(prepared.sql)
        if len(said) == at:
            raise Death
        return execute(prepared, cursor, values)

    monkeypatch.setattr(Prepared, "execute", execute_or_die)
    return said


@pytest.mark.parametrize(("kind", "act"), ACTS, ids=[act.__name__ for _, act in ACTS])
def test_a_death_at_any_statement_changes_nothing_and_the_phone_goes_on(home, application, monkeypatch, kind, act):
    at, deaths = 0, 0
    while True:
        at += 1
        living = kind(home, application)
        living.prepare()
        before = rows(home)
        said = dying(monkeypatch, at)
        try:
            act(living)
        except Death:
            deaths += 1
        finally:
            monkeypatch.undo()
        if len(said) < at:
            break
        assert rows(home) == before, said[-1]
        living.prepare()
        act(living)
        assert living.is_well(), said[-1]
    assert deaths >= 2
    assert living.is_well()
