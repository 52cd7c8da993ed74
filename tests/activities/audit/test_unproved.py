"""However many wrong proofs somebody sends who pays nothing for them, the trail tells of the first ones and counts the others."""

import json
import uuid

import pytest
from sqlalchemy import text

from activities.accounts.accounts import Accounts
from activities.accounts.login_throttle import Rules
from activities.audit import origin, trail
from activities.audit.origin import Origin
from activities.audit.reading import AuditLog
from activities.audit.unproved import FIRST
from activities.device.offline_codes import OfflineCode, OfflineCodes
from activities.device.unauthorized import Unauthorized
from activities.powerauth import base64_text
from activities.powerauth.headers import read_token
from activities.powerauth.signature_type import SignatureType
from activities.retention.housekeeping import sweep
from activities.store import signers
from activities.store.database import Database
from api.demo.device.headers import TOKEN
from api.demo.device.tokens import PhoneToken
from tests.activities.device.conftest import Home
from tests.activities.device.signed_requests import KNOWLEDGE, POSSESSION, signed

HERE = "192.0.2.1"


class House(Home):
    """A home whose transactions write the trail."""

    def __init__(self, database):
        super().__init__(database)
        database._info.update(trail.database_info(self.sealer))
        self.accounts = Accounts(database, Rules(attempts=1_000_000))

    def told(self, action):
        """What the trail tells of this kind, but for what was right."""
        rows = [json.loads(row) for row in AuditLog(self.database, self.sealer).export(from_ms=None, to_ms=None)]
        return [row for row in rows if row["action"] == action and row["result"] != "OK"]

    def an_hour_passes(self):
        with self.database.write() as session:
            session.connection().execute(text("UPDATE unproved SET until_ms = 1"))
        sweep(self.database)


@pytest.fixture
def house(database):
    return House(database)


@pytest.fixture
def phone(house):
    return house.phone(house.application())


def of_another_app(house, phone):
    house.devices.signatures.check(signed(phone, pa_application_key=base64_text.encode(uuid.uuid4().bytes)))


def of_no_phone(house, phone):
    house.devices.signatures.check(signed(phone, pa_activation_id=str(uuid.uuid4())))


def of_possession_alone(house, phone):
    house.devices.signatures.check(signed(phone, POSSESSION, sent=b"other"))


def by_an_old_version(house, phone):
    house.change(phone, protocol="3.2")
    phone.version = type(phone.version)("3.1")
    house.devices.signatures.check(signed(phone))


def of_a_blocked_phone(house, phone):
    house.change(phone, status="BLOCKED", failed_attempts=5)
    house.devices.signatures.check(signed(phone, KNOWLEDGE))


def by_a_copied_code(house, phone):
    """The keys of version 4 by which it could be right are not there, or not confirmed."""
    house.change(phone, protocol="4.0")
    code = OfflineCode("operation", "A2", "00000000-00000000", bytes(16), biometry_allowed=True, totps=None)
    with house.database.write() as session:
        signer = signers.lock(session, phone.registration.activation_id)
        assert not OfflineCodes(house.devices.signatures).check(session, signer, code).valid


def of_no_token(house, phone):
    by_token(house, phone, PhoneToken(str(uuid.uuid4()), bytes(16)))


def of_a_token(house, phone):
    known = house.devices.tokens.create(phone.registration.activation_id, SignatureType.POSSESSION)
    by_token(house, phone, PhoneToken(known.token_id, bytes(16)))


def by_token(house, phone, token):
    with pytest.raises(Unauthorized):
        house.devices.tokens.check(read_token(phone.token_header(token)[TOKEN]), frozenset(SignatureType))


def of_no_account(house, phone):
    assert house.accounts.authenticate(uuid.uuid4().hex, "wrong") is None


OF_THE_PHONE = [of_possession_alone, by_an_old_version, of_a_blocked_phone, by_a_copied_code, of_a_token]
OF_NOBODY = [of_another_app, of_no_phone, of_no_token, of_no_account]
ACTIONS = {by_a_copied_code: "OTP", of_no_token: "TOKEN", of_a_token: "TOKEN", of_no_account: "LOGIN"}


@pytest.mark.exhaustive
@pytest.mark.parametrize("ask", [*OF_THE_PHONE, *OF_NOBODY], ids=lambda ask: ask.__name__)
def test_the_first_ones_of_an_hour_are_told_and_then_their_number(house, phone, ask, monkeypatch):
    monkeypatch.setattr("activities.secrets.passwords.matches", lambda password, kept: False)
    action = ACTIONS.get(ask, "SIGNATURE")
    with origin.assume(Origin(address=HERE)):
        for _ in range(FIRST + 27):
            ask(house, phone)
    first = house.told(action)
    assert len(first) == FIRST
    sweep(house.database)  # the hour is not over
    assert house.told(action) == first
    house.an_hour_passes()
    *before, number = house.told(action)
    assert before == first
    assert (number["actor"], number["result"]) == ("engine", first[-1]["result"])
    assert json.loads(number["event_data"].split("\n")[2])["notTold"] == 27
    known = ask in OF_THE_PHONE
    assert number["registration_id"] == (phone.registration.activation_id if known else None)
    assert (number["user_id"], number["address"]) == (("roman", None) if known else (None, HERE))
    house.an_hour_passes()
    assert house.told(action) == [*before, number]
    with origin.assume(Origin(address=HERE)):
        ask(house, phone)
    assert len(house.told(action)) == FIRST + 2  # the next hour begins with rows again


def test_what_costs_an_attempt_is_told_each_time(house, phone):
    for _ in range(3):
        for _ in range(5):
            house.devices.signatures.check(signed(phone, KNOWLEDGE, sent=b"other"))
        house.change(phone, status="ACTIVE", failed_attempts=0)
    assert [row["result"] for row in house.told("SIGNATURE")] == ["SIGNATURE_DOES_NOT_MATCH"] * 15


def test_what_is_right_is_told_each_time(house, phone):
    for _ in range(FIRST + 5):
        assert house.devices.signatures.check(signed(phone, POSSESSION)).valid
    with house.database.read() as session:
        told = session.connection().execute(text("SELECT count(*) FROM audit WHERE action = 'SIGNATURE'")).scalar()
    assert told == FIRST + 5


def test_one_phones_wrong_proofs_hide_nothing_of_anothers(house, phone):
    other = house.phone(house.application("other"))
    for _ in range(FIRST + 1):
        of_possession_alone(house, phone)
    of_possession_alone(house, other)
    assert [row["registration_id"] for row in house.told("SIGNATURE")][-1] == other.registration.activation_id


def test_callers_of_no_phone_from_however_many_addresses_have_bounded_rows(house, phone, monkeypatch):
    monkeypatch.setattr("activities.audit.unproved._PLACES", 3)
    for n in range(100):
        with origin.assume(Origin(address=f"2001:db8:{n:x}::1")):
            of_no_token(house, phone)
    assert len(house.told("TOKEN")) == 3 * FIRST
    house.an_hour_passes()
    numbers = house.told("TOKEN")[3 * FIRST :]
    assert sum(json.loads(row["event_data"].split("\n")[2])["notTold"] for row in numbers) == 100 - 3 * FIRST


def test_processes_count_together_and_none_counts_without_a_trail(house, phone, url):
    other = Home(Database(url, info=trail.database_info(house.sealer)), house.sealer)
    for _ in range(FIRST):
        of_possession_alone(house, phone)
        of_possession_alone(other, phone)
    other.database.close()
    assert len(house.told("SIGNATURE")) == FIRST
    house.database._info.clear()
    before = house.row(phone)
    of_possession_alone(house, phone)
    assert house.row(phone).failed_attempts == before.failed_attempts
