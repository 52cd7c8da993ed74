"""Upgrades to 4.0: what a registration is before, between and after, and what goes no further (`powerauth-protocol-4.md` §9)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.device.upgrades import UpgradeFailure, UpgradeRefused
from activities.powerauth.base64_text import decode
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.v4.activation_keys import ActivationKey
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.status_blob import counter_hash
from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action
from api.demo.device import status
from api.demo.device.failures import Untrusted
from tests.activities.device.v4.small_phone import SharedSecretQuestion
from tests.activities.device.v4.upgrading_phone import UpgradingPhone


@pytest.fixture
def phone(bank, app):
    return UpgradingPhone(bank, app)


def stored(bank, phone):
    with bank.database.read() as session:
        return v4_keys.find(session, phone.id)


def row(bank, phone):
    return bank.row(phone.old)


@pytest.fixture
def told(monkeypatch):
    """What the audit is told of upgrades: action, result and details."""
    events = []
    monkeypatch.setattr(trail, "record", lambda _, event: events.append(event))
    actions = (Action.REGISTRATION_UPGRADE_START, Action.REGISTRATION_UPGRADE)
    return lambda: [(one.action, one.result, one.details.get("algorithm")) for one in events if one.action in actions]


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_registration_is_of_version_3_until_its_upgrade_is_confirmed_and_of_version_4_then(
    bank, phone, algorithm, told
):
    keys_before = row(bank, phone).server_private_key
    new = phone.start(algorithm)
    assert phone.proves(phone.old)
    assert not phone.proves(new)
    assert (row(bank, phone).protocol, stored(bank, phone).algorithm) == ("3.3", algorithm.value)
    phone.confirm(new)
    after, keys = row(bank, phone), stored(bank, phone)
    assert (after.protocol, after.device_public_key, after.failed_attempts) == ("4.0", None, 0)
    assert after.server_private_key != keys_before
    assert (keys.is_confirmed, keys.upgrade_ctr_data, keys.biometry_enabled) == (True, None, True)
    for factors in ("possession", "possession_knowledge", "possession_biometry"):
        assert phone.proves(new, factors)
    assert not phone.proves(phone.old)
    assert row(bank, phone).failed_attempts == 0
    assert told() == [(step, "OK", algorithm.value) for step in ("REGISTRATION_UPGRADE_START", "REGISTRATION_UPGRADE")]


def test_on_either_database_what_waits_is_replaced_and_confirmed_once(home, application):
    phone = UpgradingPhone(home, application)
    phone.start()
    new = phone.start(Algorithm.EC_P384_ML_L5)
    assert phone.proves(phone.old)
    phone.confirm(new)
    assert phone.proves(new)
    assert (home.row(phone.old).protocol, home.row(phone.old).algorithm) == ("4.0", "EC_P384_ML_L5")
    with pytest.raises(UpgradeRefused):
        phone.confirm(new)


def offered(bank, phone):
    """The two versions in the status that the phone reads by version 3."""
    challenge, transport = bytes(range(16)), phone.old.registration.transport
    answer = bank.devices.statuses.of(phone.id, challenge)
    iv = status.status_iv(transport, challenge, decode(answer.nonce))
    found = status.decode(decode(answer.encrypted_status_blob), transport, iv)
    return found.current_version, found.upgrade_version


def test_an_upgrade_is_on_offer_where_the_application_allows_an_algorithm(bank):
    app = bank.application("offers")
    phone = UpgradingPhone(bank, app)
    assert offered(bank, phone) == (3, 4)
    bank.applications.change(app.application_id, algorithms=[])
    assert offered(bank, phone) == (3, 3)
    bank.applications.change(app.application_id, algorithms=[Algorithm.EC_P384])
    new = phone.start()
    assert offered(bank, phone) == (3, 4)
    phone.confirm(new)
    with pytest.raises(Untrusted):  # by version 3 it is nobody's
        offered(bank, phone)


def test_what_a_phone_signs_by_version_3_in_between_moves_no_counter_of_version_4(bank, phone):
    new = phone.start()
    for _ in range(25):
        assert phone.proves(phone.old)
    phone.confirm(new)
    assert row(bank, phone).counter == 1
    assert phone.proves(new)


def test_a_phone_may_have_tried_to_confirm_before(bank, phone):
    new = phone.start()
    new.counter = new.counter.advance(19)
    phone.confirm(new)
    assert row(bank, phone).counter == 20


def test_whoever_starts_again_replaces_what_waits(bank, phone):
    first, second = phone.start(), phone.start(Algorithm.EC_P384_ML_L3)
    with pytest.raises(Unauthorized):
        phone.confirm(first)
    assert row(bank, phone).failed_attempts == 0
    assert stored(bank, phone).algorithm == "EC_P384_ML_L3"
    phone.confirm(second)
    assert phone.proves(second)


def test_a_start_that_comes_behind_a_later_one_replaces_nothing(bank, phone):
    delayed, later = phone.ask(), phone.ask()
    new = phone.send(later)
    with pytest.raises(Unauthorized):
        phone.send(delayed)
    phone.confirm(new)
    assert phone.proves(new)


def test_of_starts_at_once_the_last_that_the_phone_signed_waits(bank, app):
    for _ in range(5):
        phone = UpgradingPhone(bank, app)
        starts = [phone.ask() for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            sent = [pool.submit(phone.send, start) for start in starts]
        assert all(isinstance(one.exception(), Unauthorized | None) for one in sent)
        phone.confirm(sent[-1].result())


def test_a_wrong_pin_counts_as_it_does_everywhere(bank, phone):
    phone.old.pin = "9999"
    for attempt in range(1, 6):
        with pytest.raises(Unauthorized) as refused:
            phone.send(phone.ask())
        assert refused.value.proof is ProofFailure.SIGNATURE
        assert row(bank, phone).failed_attempts == attempt
    assert (row(bank, phone).status, stored(bank, phone)) == ("BLOCKED", None)


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED", "PENDING_COMMIT"])
def test_a_registration_that_is_not_active_is_not_upgraded(bank, app, status):
    phone = UpgradingPhone(bank, app)
    start = phone.ask()
    bank.change(phone.old, status=status)
    with pytest.raises(Unauthorized):
        phone.send(start)
    assert stored(bank, phone) is None


def test_a_phone_that_is_blocked_in_between_confirms_once_it_is_unblocked(bank, phone):
    new = phone.start()
    bank.change(phone.old, status="BLOCKED")
    with pytest.raises(Unauthorized):
        phone.confirm(new)
    bank.change(phone.old, status="ACTIVE")
    phone.confirm(new)
    assert phone.proves(new)


def _longer(members, name):
    return {key: value[:-4] + "AAAA" + value[-4:] if key == name else value for key, value in members.items()}


OTHER = KeyPairs.generate(Algorithm.EC_P384_ML_L3).public.members()
ASKED = SharedSecretQuestion(Algorithm.EC_P384_ML_L3).members
UNREADABLE = {
    "nothing": {"plaintext": b""},
    "no object": {"plaintext": b"[]"},
    "no biometry": {"enableBiometry": None},
    "biometry as a word": {"enableBiometry": "true"},
    "no keys": {"devicePublicKeys": None},
    "keys of another algorithm": {"devicePublicKeys": OTHER},
    "half of a hybrid's keys": {"sharedSecretRequest": ASKED},
    "a longer key": {"sharedSecretRequest": ASKED, "devicePublicKeys": _longer(OTHER, "mldsa")},
    "an algorithm without a classical half": {"sharedSecretRequest": ASKED | {"algorithm": "ML_L3"}},
    "one encapsulation key": {"sharedSecretRequest": ASKED | {"encapsulationKeys": ASKED["encapsulationKeys"][:1]}},
    "no shared secret": {"sharedSecretRequest": None},
}


@pytest.mark.parametrize("asked", UNREADABLE.values(), ids=UNREADABLE)
def test_what_a_phone_signed_and_nobody_can_read_leaves_nothing(bank, phone, asked, told):
    with pytest.raises(UpgradeRefused) as refused:
        phone.send(phone.ask(**asked))
    assert refused.value.reason is UpgradeFailure.REQUEST
    assert stored(bank, phone) is None
    assert row(bank, phone).failed_attempts == 0
    assert told() == [("REGISTRATION_UPGRADE_START", "REQUEST_INVALID", None)]
    assert phone.proves(phone.old), "its counter has moved with its signature"


def test_an_algorithm_that_the_application_does_not_allow_is_refused(bank, told):
    app = bank.application("classical alone")
    bank.applications.change(app.application_id, algorithms=[Algorithm.EC_P384])
    phone = UpgradingPhone(bank, app)
    with pytest.raises(UpgradeRefused) as refused:
        phone.start(Algorithm.EC_P384_ML_L3)
    assert (refused.value.reason, stored(bank, phone)) == (UpgradeFailure.ALGORITHM, None)
    assert told() == [("REGISTRATION_UPGRADE_START", "ALGORITHM_NOT_ALLOWED", "EC_P384_ML_L3")]
    new = phone.start(Algorithm.EC_P384)
    # Allowed when it began: it may end.
    bank.applications.change(app.application_id, algorithms=[])
    phone.confirm(new)
    assert phone.proves(new)


@pytest.mark.parametrize("factors", ["possession", "possession_biometry", "knowledge", "possession_knowledge_biometry"])
def test_a_start_is_signed_with_the_pin_alone(bank, phone, factors):
    with pytest.raises(Unauthorized) as refused:
        phone.send(phone.ask(factors=factors))
    assert refused.value.proof is ProofFailure.SIGNATURE_TYPE
    assert stored(bank, phone) is None


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2"])
def test_a_start_is_signed_by_3_3(bank, phone, version):
    phone.old.version = type(phone.old.version)(version)
    with pytest.raises(Unauthorized) as refused:
        phone.send(phone.ask())
    assert (refused.value.proof, stored(bank, phone)) == (ProofFailure.REQUEST, None)


def test_both_headers_name_one_app(bank, phone):
    start, other = phone.ask(), bank.application("another app")
    start.call = replace(start.call, header=replace(start.call.header, application_key=other.application_key))
    with pytest.raises(EncryptionFailed):
        phone.send(start)
    assert row(bank, phone).failed_attempts == 0
    assert phone.proves(phone.old)


def test_a_start_serves_once(bank, phone):
    start = phone.ask()
    phone.send(start)
    with pytest.raises(EncryptionFailed) as refused:
        phone.send(start)
    assert refused.value.reason is EncryptionFailure.REPLAYED


@pytest.mark.parametrize("factors", ["possession_knowledge", "possession_biometry"])
def test_a_confirmation_proves_possession_alone(bank, phone, factors):
    new = phone.start()
    with pytest.raises(Unauthorized) as refused:
        phone.confirm(new, factors)
    assert refused.value.proof is ProofFailure.SIGNATURE_TYPE
    assert row(bank, phone).protocol == "3.3"


def test_who_has_started_nothing_confirms_nothing(bank, app, phone):
    other = UpgradingPhone(bank, app)
    new = other.start()
    new.registration = type(new.registration)(phone.id)
    for signer in (new, phone.old):
        with pytest.raises(Unauthorized):
            phone.confirm(signer)
    assert (row(bank, phone).protocol or "3.3", stored(bank, phone)) == ("3.3", None)


def test_keys_that_wait_are_not_confirmed_by_version_3(bank, phone):
    phone.start()
    with pytest.raises(Unauthorized) as refused:
        phone.confirm(phone.old)
    assert (refused.value.proof, row(bank, phone).protocol) == (ProofFailure.REQUEST, "3.3")


def test_who_is_upgraded_is_not_upgraded_again(bank, phone):
    late = phone.ask()
    new = phone.start()
    phone.confirm(new)
    with pytest.raises(UpgradeRefused) as refused:
        phone.confirm(new)
    assert refused.value.reason is UpgradeFailure.NOTHING_WAITS
    for start in (late, phone.ask()):
        with pytest.raises(Unauthorized):
            phone.send(start)
    assert phone.proves(new)


def test_who_is_served_by_protocol_4_alone_lets_its_phones_of_3_3_come_to_it_and_do_nothing_else(bank):
    app = bank.application("too early")
    phone, stays = UpgradingPhone(bank, app), UpgradingPhone(bank, app)
    bank.applications.change(app.application_id, least_protocol=LeastProtocol.V4_0)
    assert offered(bank, phone) == (3, 4)
    for _ in range(6):
        assert not phone.proves(phone.old)
    assert row(bank, phone).failed_attempts == 0
    new = phone.start()
    assert (phone.proves(phone.old), phone.proves(new)) == (False, False)
    phone.confirm(new)
    assert phone.proves(new)
    with pytest.raises(Unauthorized):
        phone.send(phone.ask())
    stays.old.pin = "9999"
    for _ in range(5):
        with pytest.raises(Unauthorized):
            stays.send(stays.ask())
    assert (row(bank, stays).status, row(bank, stays).failed_attempts) == ("BLOCKED", 5)


@pytest.mark.parametrize("step", ["confirm_upgrade", "drop_v3_keys"])
def test_a_confirmation_that_dies_half_way_has_not_happened(bank, phone, monkeypatch, step):
    new = phone.start()
    owner = v4_keys if step == "confirm_upgrade" else signers

    def die(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(owner, step, die)
    with pytest.raises(ConnectionError):
        phone.confirm(new)
    monkeypatch.undo()
    assert (row(bank, phone).protocol, stored(bank, phone).is_confirmed) == ("3.3", False)
    assert phone.proves(phone.old)
    phone.confirm(new)
    assert phone.proves(new)


def test_a_start_that_dies_half_way_has_left_what_waited_before(bank, phone, monkeypatch):
    new = phone.start()

    def die(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(v4_keys, "add", die)
    start = phone.ask()
    with pytest.raises(ConnectionError):
        phone.send(start)
    monkeypatch.undo()
    phone.confirm(new)
    assert phone.proves(new)


def test_the_vault_of_version_3_is_not_opened_by_keys_that_are_gone(bank, phone):
    """The request was proved before the confirmation, and is answered behind it."""
    assert bank.devices.profiles.vault_answer(phone.id, "reason")
    phone.confirm(phone.start())
    assert bank.devices.profiles.vault_answer(phone.id, "reason") is None


def test_a_status_beside_a_confirmation_is_that_of_before_or_after_it(bank, phone, monkeypatch):
    """Not every database shows one state to all statements of a transaction."""
    new = phone.start()
    begin = counter_hash(new.secret.derive(ActivationKey.MAC_CTR_DATA), new.counter.data)
    finds = {signers: signers.find, v4_keys: v4_keys.find}
    asked = []

    def find_alone(module):
        def find(_, registration_id):
            with bank.database.read() as session:
                found = finds[module](session, registration_id)
            asked.append(module)
            if len(asked) == 1:
                for one, original in finds.items():
                    monkeypatch.setattr(one, "find", original)
                phone.confirm(new)
                for one in finds:
                    monkeypatch.setattr(one, "find", find_alone(one))
            return found

        return find

    for module in finds:
        monkeypatch.setattr(module, "find", find_alone(module))
    told = decode(bank.devices.v4.statuses.of(phone.id, phone.application.application_key))
    monkeypatch.undo()
    assert (told[5], told[16:48]) == (3, begin)
    assert row(bank, phone).protocol == "4.0"
