"""Which versions of the protocol encrypted requests and questions for a status are served by."""

import pytest

from activities.powerauth import encrypted_request, status_blob
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.headers import read_encryption
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.purpose import Purpose
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from api.demo.device import binding, keystore
from api.demo.device.headers import ENCRYPTION
from tests.activities.device.signed_requests import signed

GENERIC = (Purpose.ACTIVATION_GENERIC, binding.EncryptionPurpose.GENERIC_ACTIVATION)
OF_APPLICATION = (Purpose.APPLICATION_GENERIC, binding.EncryptionPurpose.GENERIC_APPLICATION)


def opened(home, phone, version, purposes=GENERIC):
    phone.version = type(phone.version)(version)
    here, there = purposes
    sealed = phone.seal(there, b"{}")
    header = read_encryption(phone.encryption_header(there)[ENCRYPTION], here.scope)
    body = encrypted_request.read_body(header.version, sealed.body)
    return home.devices.calls.open(here, header, body).plaintext


def refused(home, phone, version, purposes=GENERIC):
    with pytest.raises(EncryptionFailed) as failed:
        opened(home, phone, version, purposes)
    return failed.value.reason


@pytest.mark.parametrize("purposes", [GENERIC, OF_APPLICATION], ids=["of a phone", "of an app"])
def test_requests_are_opened_from_the_version_on_that_the_application_says(home, purposes):
    phone = home.phone(home.application("new", least_protocol="3.1"))
    assert refused(home, phone, "3.0", purposes) is EncryptionFailure.KEY
    assert opened(home, phone, "3.1", purposes) == b"{}"
    home.applications.change("new", least_protocol=LeastProtocol.V3_2)
    assert refused(home, phone, "3.1", purposes) is EncryptionFailure.KEY
    assert opened(home, phone, "3.2", purposes) == b"{}"


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2"])
def test_who_is_served_by_protocol_4_alone_opens_no_request_of_protocol_3(home, version):
    phone = home.phone(home.application("new", least_protocol="4.0"))
    assert refused(home, phone, version) is EncryptionFailure.KEY
    assert not home.devices.signatures.check(signed(phone)).valid
    home.applications.change("new", least_protocol=LeastProtocol.V3_0)
    assert opened(home, phone, version) == b"{}"


@pytest.mark.parametrize("of_a_phone", [False, True])
def test_who_is_served_by_protocol_4_alone_gives_no_temporary_key_of_protocol_3(home, of_a_phone):
    phone = home.phone(home.application("new", least_protocol="3.3"))
    holder = phone.registration.holder if of_a_phone else None
    asked = keystore.ask(phone.config, challenge="challenge", holder=holder)
    assert home.devices.temporary_keys.create(asked)
    home.applications.change("new", least_protocol=LeastProtocol.V4_0)
    with pytest.raises(TemporaryKeyRequestInvalid):
        home.devices.temporary_keys.create(asked)


def test_a_request_is_opened_by_no_older_version_than_its_phone_has_used(home, phone):
    for version in ("3.0", "3.1", "3.2"):
        assert opened(home, phone, version) == b"{}"
    assert home.row(phone).protocol == "3.2"
    # As for a phone that is not there: nobody knows the keys that it is tried with.
    assert refused(home, phone, "3.1") is EncryptionFailure.MAC


def test_what_an_app_sends_for_no_phone_says_nothing_of_its_phones(home, phone):
    assert opened(home, phone, "3.2", OF_APPLICATION) == b"{}"
    assert home.row(phone).protocol is None
    assert opened(home, phone, "3.1") == b"{}"


@pytest.mark.parametrize(("used", "read"), [(None, True), ("3.0", True), ("3.1", False), ("3.3", False)])
def test_a_status_without_a_challenge_is_told_to_phones_of_the_first_version_alone(
    home, phone, monkeypatch, used, read
):
    home.change(phone, protocol=used)
    random = []
    unknown = status_blob.answer_unknown
    monkeypatch.setattr(status_blob, "answer_unknown", lambda **given: random.append(given) or unknown(**given))
    home.devices.statuses.of(phone.registration.activation_id, None)
    assert (not random) is read
    home.devices.statuses.of(phone.registration.activation_id, bytes(16))
    assert len(random) <= 1
