"""Temporary keys of version 4.0: agreed with who shows that he may ask, and of use to him alone."""

from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.purpose import Scope
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.temporary_key import LIFETIME_MS
from config.clock import now_ms
from tests.activities.device.v4.small_phone import SmallPhone, exchange, master_keys, registered
from tests.clock import wrong

every_algorithm = pytest.mark.parametrize("algorithm", Algorithm)
NOBODY = "11111111-2222-4333-8444-555555555555"
STATES = ["PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED"]


def rows(bank):
    with bank.database.read() as session:
        return session.connection().execute(text("SELECT count(*) FROM v4_temporary_key")).scalar()


@every_algorithm
def test_an_app_agrees_on_a_key_that_its_master_keys_sign(bank, app, algorithm):
    phone = SmallPhone(app, algorithm)
    temporary = phone.temporary(bank, master_keys(bank, app, algorithm))
    body = phone.seal(V4Purpose.APPLICATION_GENERIC, b"question", temporary)
    opened = exchange(bank, phone.header, V4Purpose.APPLICATION_GENERIC, body)
    assert opened.plaintext == b"question"
    answer = opened.reply.encrypt(b"answer", now_ms=body["timestamp"])
    assert phone.open(V4Purpose.APPLICATION_GENERIC, temporary, body, answer) == b"answer"


@every_algorithm
@pytest.mark.parametrize("status", STATES)
def test_a_registration_in_any_state_agrees_on_a_key_that_its_server_keys_sign(bank, app, algorithm, status):
    phone, server = registered(bank, app, algorithm, status=status)
    temporary = phone.temporary(bank, server)
    body = phone.seal(V4Purpose.ACTIVATION_GENERIC, b"", temporary)
    assert exchange(bank, phone.header, V4Purpose.ACTIVATION_GENERIC, body).plaintext == b""


def test_the_scope_is_that_of_the_key_that_signed_whatever_the_request_names(bank, app):
    phone, _ = registered(bank, app)
    named = SmallPhone(app, registration_id=phone.id)
    assert named.temporary(bank, master_keys(bank, app, Algorithm.EC_P384))
    with bank.database.read() as session:
        last = session.connection().execute(text("SELECT registration_id FROM v4_temporary_key ORDER BY rowid DESC"))
        assert last.scalars().first() is None


def test_the_secret_is_stored_sealed(bank, app):
    phone = SmallPhone(app)
    key_id, secret = phone.temporary(bank, master_keys(bank, app, Algorithm.EC_P384))
    with bank.database.read() as session:
        row = session.connection().execute(text("SELECT * FROM v4_temporary_key WHERE key_id = :id"), {"id": key_id})
        stored = str(row.one())
    assert b64encode(secret).decode() not in stored
    assert "v1." in stored


def by_another_key(phone):
    return phone.ask(mac_key=b"x" * 32)[0]


def of_nobody(phone):
    phone.id = NOBODY
    return phone.ask()[0]


def by_another_registrations_key(phone):
    phone.secret = V4ActivationKeys(b"o" * 32)
    return phone.ask()[0]


def of_another_algorithm(phone):
    phone.algorithm = Algorithm.EC_P384_ML_L3
    return phone.ask()[0]


def with_keys(algorithm, change):
    """By the app, which may ask for any algorithm."""

    def asked(phone):
        phone.id, phone.secret, phone.algorithm = None, None, algorithm
        members = phone.ask()[1].members
        return phone.ask(sharedSecretRequest=members | {"encapsulationKeys": change(members["encapsulationKeys"])})[0]

    return asked


def claiming(**claims):
    return lambda phone: phone.ask(**claims)[0]


def base64(value):
    return b64encode(value).decode()


EC, L3 = Algorithm.EC_P384, Algorithm.EC_P384_ML_L3
FAULTS = {
    "signed by another key": by_another_key,
    "signed by another registration's key": by_another_registrations_key,
    "for a registration that is not there": of_nobody,
    "of another algorithm than the registration": of_another_algorithm,
    "of an unknown application": claiming(applicationKey=base64(bytes(16))),
    "of an algorithm for tests": claiming(sharedSecretRequest={"algorithm": "ML_L3", "encapsulationKeys": []}),
    "without its question": claiming(sharedSecretRequest=None),
    "without a challenge": claiming(challenge=None),
    "with an id that is none": claiming(activationId="of nobody"),
    "with a key too few": with_keys(L3, lambda keys: keys[:1]),
    "with a key too many": with_keys(EC, lambda keys: keys * 2),
    "with a point off the curve": with_keys(EC, lambda _: [base64(b"\x04" + b"\x01" * 96)]),
    "with a compressed point": with_keys(EC, lambda _: [base64(b"\x02" + b"\x01" * 48)]),
    "with a point cut off": with_keys(EC, lambda keys: [keys[0][:-4]]),
    "with bytes behind a key of ML-KEM": with_keys(L3, lambda keys: [keys[0], base64(b64decode(keys[1]) + b"\0")]),
    "with a key of ML-KEM cut off": with_keys(L3, lambda keys: [keys[0], base64(b64decode(keys[1])[:-1])]),
    "with coefficients above the modulus": with_keys(
        L3, lambda keys: [keys[0], base64(b64decode(keys[1])[:22] + b"\xff" * 1184)]
    ),
    "that is no JWT": lambda _: "a.b.c",
}


def test_the_requests_that_are_changed_below_are_right_otherwise(bank, app):
    for algorithm in (EC, L3):
        phone, _ = registered(bank, app)
        assert bank.devices.v4.temporary_keys.create(with_keys(algorithm, lambda keys: keys)(phone))


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_refused_alike_and_leaves_nothing(bank, app, fault):
    phone, _ = registered(bank, app)
    before = rows(bank)
    with pytest.raises(TemporaryKeyRequestInvalid):
        bank.devices.v4.temporary_keys.create(FAULTS[fault](phone))
    assert rows(bank) == before


def test_who_is_not_there_is_as_much_work_as_who_signs_with_another_key(bank, app, monkeypatch):
    """The same statements, keys opened and signatures compared: nothing tells whether a registration exists."""
    opened, asked = [], {}
    open_keys = V4DeviceKeys.open
    monkeypatch.setattr(V4DeviceKeys, "open", lambda *given: opened.append(1) or open_keys(*given))
    there, _ = registered(bank, app)
    nobody, elsewhere = SmallPhone(app, registration_id=NOBODY), registered(bank, bank.application("elsewhere"))[0]
    for name, phone in (("there", there), ("nobody", nobody), ("elsewhere", elsewhere)):
        phone.key, phone.application_secret = app.application_key, app.application_secret
        jwt, _ = phone.ask(mac_key=b"x" * 32)
        opened.clear()

        def refuse(jwt=jwt):
            with pytest.raises(TemporaryKeyRequestInvalid):
                bank.devices.v4.temporary_keys.create(jwt)

        refuse()
        asked[name] = (bank.statements(refuse), len(opened))
    assert len(set(asked.values())) == 1, asked


def test_another_applications_registration_is_none(bank, app):
    phone, _ = registered(bank, bank.application("another"))
    stranger = SmallPhone(app, registration_id=phone.id, secret=phone.secret)
    with pytest.raises(TemporaryKeyRequestInvalid):
        bank.devices.v4.temporary_keys.create(stranger.ask()[0])


def test_an_algorithm_that_is_taken_away_serves_the_living_alone(bank, caplog):
    app = bank.application("without hybrids")
    phone, server = registered(bank, app, L3)
    bank.applications.change("without hybrids", algorithms=[EC])
    assert phone.temporary(bank, server)
    with caplog.at_level("INFO"), pytest.raises(TemporaryKeyRequestInvalid):
        bank.devices.v4.temporary_keys.create(SmallPhone(app, L3).ask()[0])
    assert "a temporary key of EC_P384_ML_L3 was refused: without hybrids does not allow it" in caplog.messages


def test_in_the_scope_of_an_application_phones_ask_for_new_keys_and_for_nothing_else():
    """Why an algorithm that is taken away may be refused there: no registration lives by that scope."""
    asked = {one for one in V4Purpose if one.scope is Scope.APPLICATION}
    assert asked == {V4Purpose.APPLICATION_GENERIC, V4Purpose.ACTIVATION_LAYER_2, V4Purpose.UPGRADE_START}


def test_an_application_without_algorithms_or_support_gives_none(bank):
    for name, change in (
        ("of before", lambda: bank.applications.change("of before", algorithms=[])),
        ("of the past", lambda: bank.applications.support("of the past", "default", supported=False)),
    ):
        app = bank.application(name)
        change()
        with pytest.raises(TemporaryKeyRequestInvalid):
            bank.devices.v4.temporary_keys.create(SmallPhone(app).ask()[0])


def test_a_key_lives_for_five_minutes(bank, app):
    phone, server = registered(bank, app)
    temporary = phone.temporary(bank, server)
    with wrong(timedelta(milliseconds=LIFETIME_MS + 1_000)), pytest.raises(EncryptionFailed):
        exchange(
            bank,
            phone.header,
            V4Purpose.ACTIVATION_GENERIC,
            phone.seal(V4Purpose.ACTIVATION_GENERIC, b"", temporary, at_ms=now_ms()),
        )
