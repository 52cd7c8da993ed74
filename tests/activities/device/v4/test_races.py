"""Phones of protocol 4, and phones that come to it, while other requests of theirs are on their way; on either database."""

import json
from dataclasses import replace
from functools import partial

from activities.device.unauthorized import Unauthorized
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import encrypted_request
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import ReplaceableKey
from activities.powerauth.v4.purpose import V4Purpose
from tests import together
from tests.activities.device.signed_requests import KNOWLEDGE, POSSESSION
from tests.activities.device.v4.small_phone import SharedSecretQuestion, SmallPhone
from tests.activities.device.v4.upgrading_phone import CONFIRM, UpgradingPhone

ROUNDS = 8
at_once = partial(together.at_once, refusal=Unauthorized)


def test_many_phones_are_upgraded_at_once(home, application):
    phones = [UpgradingPhone(home, application) for _ in range(8)]
    started = at_once(*(phone.start for phone in phones))
    assert all(not isinstance(one, Unauthorized) for one in started)
    confirmed = at_once(*(lambda a=phone, b=new: a.confirm(b) for phone, new in zip(phones, started, strict=True)))
    assert all(one.valid for one in confirmed)
    assert all(phone.proves(new) for phone, new in zip(phones, started, strict=True))


def test_what_was_signed_by_3_3_beside_a_confirmation_is_right_or_counts_for_nothing(home, application):
    for _ in range(ROUNDS):
        phone = UpgradingPhone(home, application)
        new = phone.start()
        call = phone.sign(phone.old, "/pa/auth/validate")
        confirmed, verdict = at_once(
            lambda phone=phone, new=new: phone.confirm(new), lambda call=call: home.devices.signatures.check(call)
        )
        assert confirmed.valid
        assert verdict.valid is verdict.fits
        row = home.row(phone.old)
        assert (row.protocol, row.counter, row.failed_attempts) == ("4.0", 1, 0)
        assert phone.proves(new)


def test_a_start_beside_a_confirmation_of_what_waited_leaves_a_phone_that_proves_itself(home, application):
    """Whichever is first: the confirmation refuses the start, or the start replaces what would have been confirmed."""
    for _ in range(ROUNDS):
        phone = UpgradingPhone(home, application)
        first, start = phone.start(), phone.ask()
        sent, confirmed = at_once(
            lambda phone=phone, start=start: phone.send(start), lambda phone=phone, first=first: phone.confirm(first)
        )
        assert isinstance(sent, Unauthorized) is not isinstance(confirmed, Unauthorized)
        if isinstance(confirmed, Unauthorized):
            phone.confirm(sent)
        assert home.row(phone.old).failed_attempts == 0
        assert phone.proves(first if isinstance(sent, Unauthorized) else sent)


def test_one_of_many_copies_of_a_confirmation_is_taken(home, application):
    phone = UpgradingPhone(home, application)
    new = phone.start()
    call = phone.sign(new, CONFIRM, factors=POSSESSION)
    found = at_once(*[lambda: home.devices.upgrades.confirm(call)] * 8)
    assert sum(not isinstance(one, Unauthorized) for one in found) == 1
    assert (home.row(new).counter, home.row(new).failed_attempts) == (1, 0)
    assert phone.proves(new)


def signed(phone, resource_id, body):
    return UpgradingPhone.sign(phone, resource_id, body)


def test_another_pin_beside_a_code_by_the_former_stays_whichever_comes_first(home, application):
    change = home.devices.v4.factor_key_changes.change_password
    for _ in range(ROUNDS):
        phone = home.phone(application, version="4.0")
        small = SmallPhone(application, Algorithm.EC_P384, phone.registration.activation_id, phone.secret)
        server = V4DeviceKeys(home.sealer).open(home.v4_keys(phone)).server_public
        temporary, question = small.temporary(home, server), SharedSecretQuestion(Algorithm.EC_P384)
        code = signed(phone, "/pa/auth/validate", b"{}")
        body = small.seal(V4Purpose.CHANGE_PASSWORD, json.dumps(question.members).encode(), temporary)
        call, request = signed(phone, "/pa/password/change", json.dumps(body).encode()), encrypted_request.read(body)
        changed, verdict = at_once(
            lambda small=small, request=request, call=call: home.devices.calls.open_and_change_v4(
                V4Purpose.CHANGE_PASSWORD, small.header, request, call, frozenset({SignatureType(KNOWLEDGE)}), change
            ),
            lambda code=code: home.devices.signatures.check(code),
        )
        assert home.row(phone).failed_attempts == (0 if verdict.valid else 1)
        former = phone.keys
        phone.keys = replace(former, knowledge=ReplaceableKey(question.secret(dict(changed[2].members))))
        assert home.devices.signatures.check(signed(phone, "/pa/auth/validate", b"{}")).valid
        assert home.row(phone).failed_attempts == 0
        phone.keys = former
        assert not home.devices.signatures.check(signed(phone, "/pa/auth/validate", b"{}")).valid
