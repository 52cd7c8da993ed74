"""An application gets other master keys: apps with the former ones trust those until they end, and the others at once."""

import pytest

from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.purpose import V4Purpose
from tests.activities.device.v4.small_phone import SmallPhone, exchange, master_keys, registered

PURPOSE = V4Purpose.APPLICATION_GENERIC


def is_served(home, phone, signers, purpose=PURPOSE):
    temporary = phone.temporary(home, signers)
    return exchange(home, phone.header, purpose, phone.seal(purpose, b"{}", temporary)).plaintext == b"{}"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_each_app_is_answered_by_the_keys_that_it_trusts(bank, algorithm):
    former = bank.application(f"rotated {algorithm.value}")
    trusted = master_keys(bank, former, algorithm)
    present, _ = bank.applications.rotate(former.application_id, valid_seconds=600, signs_seconds=0)
    others = master_keys(bank, present, algorithm)
    assert not set(others.members().values()) & set(trusted.members().values())
    assert is_served(bank, SmallPhone(former, algorithm), trusted)
    assert is_served(bank, SmallPhone(present, algorithm), others)
    with pytest.raises(AssertionError):  # as an app refuses what another's keys have signed
        SmallPhone(former, algorithm).temporary(bank, others)


def test_what_was_given_to_an_app_ends_with_its_key_and_its_registration_goes_on_in_the_next_app(bank):
    former = bank.application("rotated at once")
    phone, server = registered(bank, former, Algorithm.EC_P384_ML_L3)
    app = SmallPhone(former)
    given, of_phone = app.temporary(bank, master_keys(bank, former, app.algorithm)), phone.temporary(bank, server)
    present, _ = bank.applications.rotate(former.application_id, valid_seconds=0, signs_seconds=0)
    for one, purpose, key in ((app, PURPOSE, given), (phone, V4Purpose.ACTIVATION_GENERIC, of_phone)):
        with pytest.raises(TemporaryKeyRequestInvalid):
            bank.devices.v4.temporary_keys.create(one.ask()[0])
        with pytest.raises(EncryptionFailed):
            exchange(bank, one.header, purpose, one.seal(purpose, b"{}", key))
    updated = SmallPhone(present, phone.algorithm, phone.id, phone.secret)
    assert is_served(bank, updated, server, V4Purpose.ACTIVATION_GENERIC)
