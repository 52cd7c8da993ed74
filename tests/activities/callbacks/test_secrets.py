"""The secrets that callbacks are signed under, and how they are replaced."""

import base64

from activities.callbacks.sender import CallbackSender
from activities.callbacks.signed_request import signature
from activities.callbacks.signing_secret import new_secret
from activities.master_keys.resealing import reseal
from activities.secrets.sealing import Sealer
from config import master_key
from config.clock import now_ms
from tests.activities.callbacks.server import serving


def test_a_signature_is_that_of_the_rules_own_libraries():
    """The example of their tests."""
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_are_random_and_of_the_form_that_libraries_read():
    made = [new_secret() for _ in range(100)]
    assert len(set(made)) == 100
    for secret in made:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_a_new_secret_signs_at_once_and_the_former_ones_for_a_while(house, monkeypatch):
    with serving() as bank:
        callback, first = house.create(bank.url)
        second, until = house.registry.rotate("app", callback.callback_id, valid_seconds=60)
        assert 55_000 < until - now_ms() <= 60_000
        third, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=3600)
        [delivery_id] = house.note()
        house.send(delivery_id)
        later = now_ms() + 60_000
        monkeypatch.setattr("activities.callbacks.sender.now_ms", lambda: later)
        house.send(delivery_id)
    soon, late = bank.heard
    assert [soon.is_signed_by(one) for one in (first, second, third, new_secret())] == [True, True, True, False]
    assert late.headers["webhook-signature"].count("v1,") == 2
    signed = late.headers["webhook-signature"].split(" ")
    stamp = (late.headers["webhook-id"], late.headers["webhook-timestamp"], late.raw)
    assert signed == [signature(third, *stamp), signature(second, *stamp)]


def test_secrets_that_others_know_are_given_up_at_once(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        second, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=3600)
        third, _ = house.registry.rotate("app", callback.callback_id, valid_seconds=0)
        [delivery_id] = house.note()
        house.send(delivery_id)
    [heard] = bank.heard
    assert [heard.is_signed_by(one) for one in (first, second, third)] == [False, False, True]


def test_asking_again_and_again_keeps_some_former_secrets_and_not_all(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        made = [first, *(house.registry.rotate("app", callback.callback_id, valid_seconds=60)[0] for _ in range(6))]
        [delivery_id] = house.note()
        house.send(delivery_id)
    [heard] = bank.heard
    assert [heard.is_signed_by(one) for one in made] == [False, False, True, True, True, True, True]


def test_former_secrets_are_sealed_anew_with_the_rest(house):
    with serving() as bank:
        callback, first = house.create(bank.url)
        house.registry.rotate("app", callback.callback_id, valid_seconds=60)
        house.note()
        [delivery_id] = house.note(3)
        fresh = master_key.generate()
        both = Sealer.of(fresh, house.key)
        assert reseal(house.database, both, lambda *_: None) == 4
        house.sealer = Sealer.of(fresh)
        house.sender = CallbackSender(house.database, house.sealer, private=True)
        assert house.send(delivery_id) == ("DELIVERED", "")
    assert bank.heard[0].is_signed_by(first)
