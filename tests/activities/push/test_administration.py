"""Credentials of applications: what can be none, how they are kept, and that they are another's nowhere."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import text

from activities.master_keys.resealing import reseal
from activities.push.credentials import CredentialsInvalid, ProviderName
from activities.secrets.sealing import Sealer, Unsealable
from config import master_key
from config.refused import Refused
from tests.activities.push.bank import MTOKEN
from tests.activities.push.conftest import pem

APNS, FCM = ProviderName.APNS, ProviderName.FCM


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("team_id", ""),
        ("team_id", "A1 B2"),
        ("key_id", "x" * 33),
        ("key_id", 'A"B'),
        ("topic", ""),
        ("topic", "com.example.bank\n"),
        ("topic", "com/example"),
        ("private_key", ""),
        ("private_key", "no key"),
        ("private_key", pem(ec.generate_private_key(ec.SECP384R1()))),
        ("private_key", pem(rsa.generate_private_key(65537, 2048))),
    ],
)
def test_what_cannot_be_apples(apns_credentials, member, value):
    with pytest.raises(CredentialsInvalid) as caught:
        replace(apns_credentials, **{member: value})
    assert not value or value not in str(caught.value)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("project_id", ""),
        ("project_id", "a/b"),
        ("private_key", "no key"),
        ("private_key", pem(ec.generate_private_key(ec.SECP256R1()))),
        ("private_key", pem(rsa.generate_private_key(65537, 1024))),
    ],
)
def test_what_cannot_be_googles(fcm_credentials, member, value):
    with pytest.raises(CredentialsInvalid):
        replace(fcm_credentials, **{member: value})


def test_credentials_are_kept_replaced_and_removed(bank, apns_credentials, fcm_credentials):
    administration = bank.administration
    administration.put(MTOKEN, apns_credentials)
    administration.put(MTOKEN, fcm_credentials)
    assert administration.get(MTOKEN, APNS) == apns_credentials
    assert administration.get(MTOKEN, FCM) == fcm_credentials
    changed = replace(apns_credentials, topic="com.example.other")
    administration.put(MTOKEN, changed)
    assert administration.get(MTOKEN, APNS) == changed
    administration.remove(MTOKEN, APNS)
    assert administration.get(MTOKEN, FCM) == fcm_credentials
    for call in (administration.get, administration.remove):
        with pytest.raises(Refused) as caught:
            call(MTOKEN, APNS)
        assert caught.value.args == ("PUSH_PROVIDER_NOT_FOUND", "Push provider not found")


def test_an_unknown_application_has_none(bank, apns_credentials):
    calls = (
        lambda: bank.administration.put("unknown", apns_credentials),
        lambda: bank.administration.get("unknown", APNS),
        lambda: bank.administration.remove("unknown", APNS),
    )
    for call in calls:
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.args == ("APPLICATION_NOT_FOUND", "Application not found")


def test_what_is_stored_is_sealed_and_another_applications_nowhere(bank, apns_credentials):
    bank.administration.put(MTOKEN, apns_credentials)
    bank.applications.create("other", ())
    with bank.database.write() as session:
        rows = session.connection().execute(text("SELECT credentials FROM push_provider")).scalars().all()
        session.connection().execute(text("UPDATE push_provider SET application_id = 'other'"))
    assert rows[0].startswith("v1.")
    assert "PRIVATE" not in rows[0]
    with pytest.raises(Unsealable):
        bank.administration.get("other", APNS)


def test_tokens_and_credentials_move_to_another_master_key(bank, apns_credentials):
    bank.administration.put(MTOKEN, apns_credentials)
    bank.registration(token="abc")
    ring = Sealer((*Sealer.of(master_key.generate())._keys, *bank.sealer._keys))
    told = {}
    reseal(bank.database, ring, told.__setitem__)
    assert (told["push_device"], told["push_provider"]) == (1, 1)
    assert reseal(bank.database, ring, told.__setitem__) == 0
