"""Random events at random times against a second, smaller account of the rules.

The model counts and remembers in plain variables and shares no code with the machine.
Source: `powerauth-protocol.md` §3.3, `mobile-and-cloud.md` §3.3.
"""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from config.refused import Refused
from config.vocabulary import CommitPhase
from tests.examples import examples
from tests.workflows.registration.terms import CREATED_MS, DEADLINE_MS, LIFETIME_MS, terms
from workflows.registration import machine
from workflows.registration.model import Alter, Commit, ExchangeKeys, Otp, RegistrationChange

PAUSES_MS = (*[0, 1, 10, LIFETIME_MS // 8] * 4, LIFETIME_MS, LIFETIME_MS + 1)


class Model:
    """One registration. A method answers an event: the error's code, or null; `wrong` tells an error that counts."""

    def __init__(self, agreed):
        self.phase, self.has_otp, self.most = agreed.commit_phase, agreed.has_otp, agreed.max_failed_attempts
        self.status, self.fails, self.winner, self.why, self.version = "CREATED", 0, None, None, 1

    def seen(self):
        return self.status, self.fails, self.winner, self.why, self.version

    def become(self, status, why=None):
        self.status, self.why, self.version = status, why, self.version + 1

    def time(self, now):
        if self.status in ("CREATED", "PENDING_COMMIT") and now > DEADLINE_MS:
            self.become("REMOVED", "EXPIRED")

    def password(self, phase, sent):
        """The error that a password makes in a phase, or null."""
        if (self.has_otp and self.phase == phase) != (sent != "ABSENT"):
            return "OTP_UNEXPECTED" if sent != "ABSENT" else "OTP_MISSING"
        if sent == "WRONG":
            self.fails += 1
            over = self.fails >= self.most
            self.become("REMOVED" if over else self.status, "OTP_MAX_FAILED_ATTEMPTS" if over else None)
            return "OTP_WRONG"
        return None

    def exchange(self, event):
        if self.status != "CREATED":
            return "REGISTRATION_STATE"
        if error := self.password("ON_KEY_EXCHANGE", event.otp):
            return error
        if not event.key_is_valid:
            self.become("REMOVED", "INVALID_DEVICE_KEY")
            return "DEVICE_KEY_INVALID"
        self.fails, self.winner = 0, event.exchange_id
        self.become("PENDING_COMMIT" if self.phase == "ON_COMMIT" else "ACTIVE")
        return None

    def commit(self, event):
        if self.status != "PENDING_COMMIT":
            return "REGISTRATION_STATE"
        if error := self.password("ON_COMMIT", event.otp):
            return error
        self.fails = 0
        self.become("ACTIVE")
        return None

    def alter(self, event):
        if event.change != "REMOVE" or self.status not in ("CREATED", "PENDING_COMMIT"):
            return "REGISTRATION_STATE"
        self.become("REMOVED")
        return None


ANSWERS = {ExchangeKeys: Model.exchange, Commit: Model.commit, Alter: Model.alter}


def an_event(dice, number):
    otp = dice.choice([*Otp, Otp.ABSENT, Otp.WRONG])
    kind = dice.choice([ExchangeKeys] * 4 + [Commit] * 5 + [Alter])
    if kind is ExchangeKeys:
        return ExchangeKeys(f"exchange {number}", otp, dice.random() < 0.9)
    return Commit(otp) if kind is Commit else Alter(dice.choice([*RegistrationChange]))


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 2**32))
def test_the_machine_and_the_model_agree_on_every_sequence_of_events(seed):
    dice = Random(seed)
    for _ in range(40):  # drawing each event from hypothesis would cost a hundred times the machine
        agree_on_a_sequence(dice)


def agree_on_a_sequence(dice):
    agreed = terms(dice.choice([*CommitPhase]), dice.random() < 0.6, dice.randint(1, 4))
    state, model, now = machine.begin(CREATED_MS, DEADLINE_MS), Model(agreed), CREATED_MS
    for number in range(dice.randint(1, 12)):
        now += dice.choice(PAUSES_MS)
        model.time(now)
        event, before, code = an_event(dice, number), state, None
        try:
            decision = machine.apply(agreed, state, event, now)
            state, code = decision.state, decision.refusal and decision.refusal.reason
            assert state.version > before.version, "what changes nothing is refused"
        except Refused as refused:
            code = refused.reason
            state = machine.expire(state, now)  # a refusal changes nothing; the timer does
        assert ANSWERS[type(event)](model, event) == code, event
        found = (state.status, state.failed_attempts, state.exchange_id, state.reason, state.version)
        assert found == model.seen(), event
        check_invariants(agreed, before, state)


def check_invariants(agreed, before, after):
    assert before.is_open or after is before
    assert (after.created_ms, after.expires_ms) == (CREATED_MS, DEADLINE_MS)
    assert 0 <= after.failed_attempts <= agreed.max_failed_attempts
    assert (after.status == "REMOVED") or after.failed_attempts < agreed.max_failed_attempts
    assert after.status != "CREATED" or after.exchange_id is None
    assert after.status not in ("PENDING_COMMIT", "ACTIVE") or after.exchange_id is not None
    assert before.exchange_id in (None, after.exchange_id), "who won stays the winner"
