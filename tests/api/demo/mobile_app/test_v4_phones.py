"""Phones of protocol 4 whose state outlives their process, and phones of 3.3 that become such ones, wherever a process dies."""

import json
from dataclasses import replace

import pytest

from activities.powerauth.v4.algorithm import Algorithm
from api.demo.device.failures import NotActivated, ServerRefused, Unreadable
from api.demo.device.signing import Factors
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.status import V4StatusFlag
from api.demo.mobile_app import state as states
from api.demo.mobile_app.kept_phone import V4KeptPhone, kept_phone
from api.demo.mobile_app.state import PhoneProfile
from api.demo.mobile_app.upgrade import upgrade
from tests.api.demo.mobile_app import phones
from tests.api.demo.v4_peer import NOW, Peer, Refusal


class File:
    """The file of a phone: what was written last, as text."""

    text = None

    def write(self, state):
        self.text = states.write(state)

    def read(self):
        return states.read(self.text)

    def phone(self, peer, pin="1234"):
        """The phone that a new process finds."""
        found = kept_phone(peer, self.read().profile, self.write, state=self.read(), pin=pin)
        found.clock_ms = lambda: NOW
        return found


def registered(algorithm=Algorithm.EC_P384, **options):
    peer, file = Peer(algorithm), File()
    profile = PhoneProfile("http://bank", None, peer.config(), PhoneAlgorithm(algorithm.value), "android", "Test", "cs")
    phone = kept_phone(peer, profile, file.write, pin="1234")
    phone.clock_ms = lambda: NOW
    phone.activate(peer.code, **options)
    return peer, file, phone


@pytest.mark.parametrize("algorithm", Algorithm, ids=lambda one: one.value)
def test_a_phone_is_what_it_was_in_another_process(algorithm):
    peer, file, phone = registered(algorithm)
    phone.token = phone.create_token()
    assert states.write(file.read()) == file.text
    assert file.read().profile.protocol == algorithm.value
    later = file.phone(peer)
    assert (later.fingerprint, later.token) == (phone.fingerprint, phone.token)
    later.validate()
    later.validate(factors=Factors.POSSESSION_BIOMETRY)
    assert len(later.unlock_vault()) == 32
    later.change_pin("98765")
    later.remove_biometry()
    latest = file.phone(peer, "98765")
    latest.validate()
    with pytest.raises(NotActivated):
        latest.validate(factors=Factors.POSSESSION_BIOMETRY)
    assert json.loads(file.text)["registration"]["biometry"] is None


def test_neither_the_pin_nor_the_secret_of_the_activation_is_kept():
    peer, file, phone = registered()
    knowledge = phone.registration.knowledge.reveal("1234")
    for secret in (peer.keys.secret, knowledge):
        assert states.wire.b64(secret) not in file.text
    assert '"1234"' not in file.text


def test_the_counter_is_kept_before_a_code_leaves():
    peer, file, phone = registered()
    before = phone.counter

    def dies(*_arguments, **_options):
        assert file.read().counter == before.advance()
        raise KeyboardInterrupt

    peer.auth_validate = dies
    with pytest.raises(KeyboardInterrupt):
        phone.validate()


@pytest.mark.parametrize("enable_biometry", [True, False])
def test_a_phone_that_was_not_told_that_it_is_confirmed_confirms_again_by_its_pin_alone(enable_biometry):
    peer, file = Peer(Algorithm.EC_P384), File()
    profile = PhoneProfile("http://bank", None, peer.config(), PhoneAlgorithm.EC_P384, "android", "Test", "cs")
    line = Dies(peer, 3, before=True)
    phone = kept_phone(line, profile, file.write, pin="1234")
    phone.clock_ms = lambda: NOW
    with pytest.raises(ConnectionError):
        phone.activate(peer.code, enable_biometry=enable_biometry)
    later = file.phone(peer, pin="")
    assert later.status().flags == V4StatusFlag.CONFIRMATION_PENDING
    assert peer.failed == 0
    later.pin = "1234"
    later.confirm(enable_biometry=enable_biometry)
    assert later.status().flags == (V4StatusFlag.BIOMETRY if enable_biometry else 0)


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 1},
        {"format": 3},
        {"version": "3.3"},
        {"version": "4.1"},
        {"algorithm": "EC_P384_ML_L3"},
        {"algorithm": "EC_P256"},
        {"registration": {}},
        {"registration": None},
        {"counter": {"data": "AAAA", "number": 0}},
    ],
    ids=lambda damage: "-".join(f"{name}={value}" for name, value in damage.items()),
)
def test_what_is_no_state_of_protocol_4_is_refused(damage):
    _, file, _ = registered()
    with pytest.raises(Unreadable):
        states.read(json.dumps(json.loads(file.text) | damage))


def phone_of_3_3():
    """A peer, and the file and state of a phone that is going to be upgraded at it."""
    peer, file, kept = Peer(Algorithm.EC_P384), File(), phones.state()
    peer.activation_id = kept.registration.activation_id
    file.write(replace(kept, profile=replace(kept.profile, sdk_config=peer.config())))
    return peer, file


def upgraded(peer, file):
    state = file.read()
    former = file.phone(peer)
    return upgrade(former, state, file.write, algorithm=PhoneAlgorithm.EC_P384)


def test_a_phone_of_3_3_becomes_one_of_protocol_4_and_keeps_its_pin_and_its_id():
    peer, file = phone_of_3_3()
    signed = file.read().counter
    phone = upgraded(peer, file)
    assert isinstance(file.phone(peer), V4KeptPhone)
    assert file.read().profile.version == "4.0"
    assert file.read().upgrade is None
    assert (phone.activation_id, phone.counter.number) == (peer.activation_id, 1)
    assert signed.number == 0
    file.phone(peer).validate()


class Dies:
    """A line that breaks at the so-many-th request: before the server hears it, or before the phone hears the server."""

    def __init__(self, peer, at, *, before):
        self.peer, self.at, self.before = peer, at, before

    def request(self, *arguments, **options):
        self.at -= 1
        if self.at == 0 and self.before:
            raise ConnectionError
        answer = self.peer.request(*arguments, **options)
        if self.at == 0:
            raise ConnectionError
        return answer


@pytest.mark.parametrize("before", [True, False], ids=["unheard", "unanswered"])
@pytest.mark.parametrize("at", [1, 2, 3], ids=["keystore", "start", "confirm"])
def test_an_upgrade_that_was_interrupted_goes_on(at, before):
    peer, file = phone_of_3_3()
    with pytest.raises(ConnectionError):
        upgraded(Dies(peer, at, before=before), file)
    interrupted = file.read()
    assert (interrupted.profile.version, interrupted.upgrade is not None) == ("3.3", at == 3)
    # The former's counter has moved on with each signature that left.
    assert interrupted.counter.number == (0 if at == 1 else 1)
    upgraded(peer, file)
    assert file.read().profile.version == "4.0"
    file.phone(peer).validate()
    assert V4StatusFlag.UPGRADE_PENDING not in file.phone(peer).status().flags


def test_an_upgrade_that_the_server_has_forgotten_begins_anew():
    peer, file = phone_of_3_3()
    with pytest.raises(ConnectionError):
        upgraded(Dies(peer, 3, before=True), file)
    answer = peer.keystore_create

    def forgets(given):
        jwt = json.loads(given.body)["requestObject"]["jwt"]
        if peer.keys is None and "activationId" in states.wire.read(states.wire.from_b64url(jwt.split(".")[1])):
            raise Refusal("ERR_TEMPORARY_KEY")
        return answer(given)

    peer.keys, peer.keystore_create = None, forgets
    upgraded(peer, file)
    assert peer.log.count("/pa/v4/upgrade/start") == 2
    file.phone(peer).validate()


def test_a_wrong_pin_upgrades_nothing():
    def refuses(_given):
        raise Refusal("POWER_AUTH_CODE_INVALID")

    peer, file = phone_of_3_3()
    peer.upgrade_start = refuses
    with pytest.raises(ServerRefused):
        upgraded(peer, file)
    assert (file.read().profile.version, file.read().upgrade) == ("3.3", None)
