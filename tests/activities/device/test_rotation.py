"""Keys of apps are changed while phones with the former ones are served, for as long as was said by the database's clock."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from activities.audit import trail
from activities.audit.reading import AuditLog
from activities.powerauth import base64_text, elliptic_curve, encrypted_request
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.headers import read_encryption
from activities.powerauth.purpose import Purpose
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from activities.retention.housekeeping import sweep
from activities.store.database import Database
from api.demo.device import binding, keystore, sdk_config, wire
from api.demo.device.failures import Untrusted
from api.demo.device.headers import ENCRYPTION
from config.refused import Refused
from tests.activities.device.conftest import Home
from tests.activities.device.conftest import sdk_config as config_of
from tests.activities.device.signed_requests import signed
from tests.clock import wrong

HOUR = 3600


def by_signature(home, phone):
    return home.devices.signatures.check(signed(phone)).valid


def by_encryption(home, phone, here, there):
    sealed = phone.seal(there, b"{}")
    header = read_encryption(phone.encryption_header(there)[ENCRYPTION], here.scope)
    body = encrypted_request.read_body(header.version, sealed.body)
    try:
        return home.devices.calls.open(here, header, body).plaintext == b"{}"
    except EncryptionFailed:
        return False


def of_an_app(home, phone):
    return by_encryption(home, phone, Purpose.APPLICATION_GENERIC, binding.EncryptionPurpose.GENERIC_APPLICATION)


def of_a_phone(home, phone):
    return by_encryption(home, phone, Purpose.ACTIVATION_GENERIC, binding.EncryptionPurpose.GENERIC_ACTIVATION)


def by_temporary_key(home, phone, holder, signer):
    challenge = wire.b64(secrets.token_bytes(18))
    try:
        answer = home.devices.temporary_keys.create(keystore.ask(phone.config, challenge=challenge, holder=holder))
    except TemporaryKeyRequestInvalid:
        return False
    return bool(keystore.read(answer, signer=signer, config=phone.config, challenge=challenge, holder=holder))


def key_of_an_app(home, phone):
    """The phone believes the answer by the master key that its app was built with."""
    return by_temporary_key(home, phone, None, phone.config.master_public_key)


def key_of_a_phone(home, phone):
    return by_temporary_key(home, phone, phone.registration.holder, phone.registration.server_public)


USES = [by_signature, of_an_app, of_a_phone, key_of_an_app, key_of_a_phone]


def rotated_version(home, seconds):
    version, until = home.applications.rotate_version("mtoken", "default", valid_seconds=seconds)
    return home.applications.get("mtoken"), until, version


def rotated_application(home, seconds):
    application, until = home.applications.rotate("mtoken", valid_seconds=seconds, signs_seconds=seconds // 2)
    return application, until, None


def updated(phone, application):
    """The same phone, registration and all, with an app that was built with the application's new keys."""
    phone.config = sdk_config.parse(config_of(application))
    return phone


def expire(home):
    """The time that was said has passed, by the database's clock."""
    with home.database.write() as session:
        session.connection().execute(text("UPDATE application_version SET expires_ms = 1 WHERE expires_ms IS NOT NULL"))


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("rotate", [rotated_version, rotated_application])
def test_old_apps_are_served_until_their_keys_expire_and_new_ones_with_the_same_registration(
    home, application, phone, rotate, use
):
    before = phone.config
    after, _, _ = rotate(home, HOUR)
    assert use(home, phone)
    assert use(home, updated(phone, after))
    expire(home)
    assert use(home, updated(phone, home.applications.get("mtoken")))
    row = home.row(phone)
    phone.config = before
    assert not use(home, phone)
    assert home.row(phone) == row  # nothing is counted


@pytest.mark.parametrize("rotate", [rotated_version, rotated_application])
def test_keys_that_others_know_are_refused_at_once(home, application, phone, rotate):
    after, _, _ = rotate(home, 0)
    assert [use(home, phone) for use in USES] == [False] * 5
    assert home.row(phone).failed_attempts == 0
    assert all(use(home, updated(phone, after)) for use in USES)


def test_a_temporary_key_does_not_outlive_the_key_of_the_app_that_asked_for_it(home, application):
    phone = home.phone(application, version="3.3")
    asked = keystore.ask(phone.config, challenge="challenge", holder=None)
    answer = home.devices.temporary_keys.create(asked)
    temporary = keystore.read(
        answer, signer=phone.config.master_public_key, config=phone.config, challenge="challenge", holder=None
    )
    phone.temporary_keys.keys[phone.config.application_key, None] = temporary
    assert of_an_app(home, phone)
    rotated_version(home, 0)
    assert not of_an_app(home, phone)


def test_what_changes_with_a_version_and_what_with_the_application(home, application):
    home.applications.add_version("mtoken", "2.0")
    first = {one.name: one for one in home.applications.versions("mtoken")}
    after, _, version = rotated_version(home, HOUR)
    assert version.application_key == after.application_key != application.application_key
    assert after.application_secret != application.application_secret
    assert after.master_public_key == application.master_public_key
    second = {one.name: one for one in home.applications.versions("mtoken")}
    assert (second["2.0"], list(second)) == (first["2.0"], ["default", "2.0"])
    last, _, _ = rotated_application(home, HOUR)
    assert last.master_public_key != application.master_public_key
    third = {one.name: one for one in home.applications.versions("mtoken")}
    assert list(third) == ["default", "2.0"]
    for name in third:
        assert third[name].application_key != second[name].application_key
        assert third[name].application_secret != second[name].application_secret
    former = home.applications.former_keys("mtoken")
    assert [one.application_key for one in former["2.0"]] == [first["2.0"].application_key]
    assert {one.application_key for one in former["default"]} == {
        application.application_key,
        after.application_key,
    }
    new = home.applications.add_version("mtoken", "3.0")
    with home.database.read() as session:
        public = home.applications.master_key_of(session, new).public_key()
    assert base64_text.encode(elliptic_curve.public_bytes(public)) == last.master_public_key


def scanned_by(home):
    """The public half of the key that signs activation codes and QR codes of nobody's operations."""
    with home.database.read() as session:
        return base64_text.encode(
            elliptic_curve.public_bytes(home.applications.master_key(session, "mtoken").public_key())
        )


def test_what_phones_scan_is_signed_by_the_former_key_for_as_long_as_was_said(home, application):
    before = application.master_public_key
    after, _ = home.applications.rotate("mtoken", valid_seconds=HOUR, signs_seconds=HOUR // 2)
    assert scanned_by(home) == before
    assert home.applications.get("mtoken").former_signs_until_ms == after.former_signs_until_ms is not None
    with home.database.write() as session:
        session.connection().execute(text("UPDATE master_key_pair SET signs_from_ms = 1"))
    assert scanned_by(home) == after.master_public_key != before
    assert home.applications.get("mtoken").former_signs_until_ms is None
    home.applications.rotate("mtoken", valid_seconds=HOUR, signs_seconds=HOUR)
    assert scanned_by(home) == after.master_public_key
    last, _ = home.applications.rotate("mtoken", valid_seconds=HOUR, signs_seconds=0)
    assert scanned_by(home) == last.master_public_key
    assert last.former_signs_until_ms is None


@pytest.mark.parametrize("hours", [-3, 48])
def test_a_process_whose_clock_is_wrong_takes_what_the_others_take(home, application, phone, hours):
    before = datetime.now(UTC).timestamp() * 1000
    with wrong(timedelta(hours=hours)):
        after, until, _ = rotated_application(home, HOUR)
        assert abs(until - before - HOUR * 1000) < 60_000
        assert by_signature(home, phone)
        assert scanned_by(home) == application.master_public_key
        assert after.former_signs_until_ms is not None
        expire(home)
        assert not by_signature(home, phone)


def test_a_rotation_that_is_repeated_keeps_the_apps_of_before_and_shortens_no_more_than_asked(home, application, phone):
    _, first, _ = rotated_version(home, HOUR)
    _, second, _ = rotated_version(home, 2 * HOUR)
    assert second > first
    assert by_signature(home, phone)
    assert [one.expires_ms for one in home.applications.former_keys("mtoken")["default"]] == [first, second]
    _, third, _ = rotated_version(home, 60)
    assert [one.expires_ms for one in home.applications.former_keys("mtoken")["default"]] == [third] * 3


def test_a_version_that_is_refused_is_refused_with_its_former_keys_too_and_stays_so(home, application, phone):
    after, _, _ = rotated_version(home, HOUR)
    home.applications.support("mtoken", "default", supported=False)
    assert not by_signature(home, phone)
    last, _, _ = rotated_version(home, HOUR)
    assert not by_signature(home, updated(phone, after))
    assert not by_signature(home, updated(phone, last))
    home.applications.support("mtoken", "default", supported=True)
    assert by_signature(home, updated(phone, last))


@pytest.mark.parametrize(
    ("call", "detail"),
    [
        (lambda found: found.rotate("unknown", valid_seconds=1, signs_seconds=0), "Application not found"),
        (lambda found: found.rotate_version("unknown", "default", valid_seconds=1), "Application not found"),
        (lambda found: found.rotate_version("mtoken", "2.0", valid_seconds=1), "Application version not found"),
    ],
)
def test_what_is_not_there_is_not_rotated(home, application, call, detail):
    with pytest.raises(Refused, match=detail):
        call(home.applications)


def count(home, table):
    with home.database.read() as session:
        return session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()


def test_keys_that_have_expired_are_dropped_with_the_pair_that_nobody_is_served_with(home, application, phone):
    rotated_application(home, HOUR)
    sweep(home.database)
    assert (count(home, "application_version"), count(home, "master_key_pair")) == (2, 2)
    expire(home)
    sweep(home.database)
    # The former pair still signs what phones scan.
    assert (count(home, "application_version"), count(home, "master_key_pair")) == (1, 2)
    with home.database.write() as session:
        session.connection().execute(text("UPDATE master_key_pair SET signs_from_ms = 1"))
    sweep(home.database)
    assert (count(home, "application_version"), count(home, "master_key_pair")) == (1, 1)
    after = home.applications.get("mtoken")
    assert scanned_by(home) == after.master_public_key
    assert all(use(home, updated(phone, after)) for use in USES)


def test_a_phone_does_not_believe_a_key_that_its_app_was_not_built_with(home, application, phone):
    """The test of the demo's phone: else `key_of_an_app` would prove nothing."""
    after, _, _ = rotated_application(home, HOUR)
    with pytest.raises(Untrusted):
        by_temporary_key(home, phone, None, sdk_config.parse(config_of(after)).master_public_key)


def test_a_rotation_tells_the_audit_until_when_the_former_keys_are_taken(home, url):
    audited = Database(url, info=trail.database_info(home.sealer))
    told = Home(audited, home.sealer)
    told.application()
    _, first, _ = rotated_version(told, HOUR)
    after, second, _ = rotated_application(told, HOUR)
    rows = [*AuditLog(audited, home.sealer).export(from_ms=None, to_ms=None)]
    audited.close()
    [version] = [row for row in rows if '"APPLICATION_VERSION_ROTATE"' in row]
    assert f'\\"version\\":\\"default\\",\\"formerExpires\\":{first}' in version
    [whole] = [row for row in rows if '"APPLICATION_ROTATE"' in row]
    assert f'\\"formerExpires\\":{second},\\"formerSignsUntil\\":{after.former_signs_until_ms}' in whole
    assert after.application_secret not in "".join(rows)
