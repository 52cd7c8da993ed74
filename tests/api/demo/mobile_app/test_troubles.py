"""What a refusal means to whoever holds the phone; every kind has words, in the terminal and on the page."""

import pytest

from api.demo.device.counter import CounterStanding
from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.mobile_app.troubles import PhoneTrouble, Trouble, understand
from api.demo.terminal_phone.refusals import explain


class Phone:
    """A phone whose server says this of it; null: nothing that it can read."""

    is_registered = True

    def __init__(self, state=ActivationState.ACTIVE, standing=CounterStanding.IN_STEP, is_known=True):
        self._status = ActivationStatus(state, 3, 3, 1, 5, None, standing) if is_known else None

    def status(self):
        if self._status is None:
            raise Untrusted("the status is not encrypted for this activation")
        return self._status


def refused(code, status=400):
    return ServerRefused(status, code, "no")


UNAUTHORIZED = refused("POWERAUTH_AUTH_FAIL", 401)


@pytest.mark.parametrize(
    ("refusal", "phone", "trouble", "words"),
    [
        (UNAUTHORIZED, Phone(), PhoneTrouble(Trouble.WRONG_PIN, 4), "4 attempts are left"),
        (UNAUTHORIZED, Phone(standing=CounterStanding.LOST), PhoneTrouble(Trouble.COUNTER_LOST, 4), "register it anew"),
        (UNAUTHORIZED, Phone(ActivationState.BLOCKED), PhoneTrouble(Trouble.BLOCKED, 5), "after 5 wrong PINs"),
        (UNAUTHORIZED, Phone(is_known=False), PhoneTrouble(Trouble.UNKNOWN_PHONE), "does not know this phone"),
        (refused("ERR_ENCRYPTION"), Phone(ActivationState.REMOVED), PhoneTrouble(Trouble.REMOVED, 5), "was removed"),
        (
            refused("ERR_ENCRYPTION"),
            Phone(),
            PhoneTrouble(Trouble.UNREADABLE_PHONE, answer="400 ERR_ENCRYPTION no"),
            "(the server: 400 ERR_ENCRYPTION no)",
        ),
        (refused("", 429), Phone(), PhoneTrouble(Trouble.TOO_MANY_REQUESTS), "too many requests"),
        (
            refused("OPERATION_EXPIRED"),
            Phone(),
            PhoneTrouble(Trouble.EXPIRED, answer="400 OPERATION_EXPIRED no"),
            "has expired",
        ),
        (refused("NEW"), Phone(), PhoneTrouble(Trouble.OTHER, answer="400 NEW no"), "the server refused: 400 NEW no"),
    ],
)
def test_a_refusal_is_understood_by_its_code_and_by_how_the_phone_stands(refusal, phone, trouble, words):
    assert understand(refusal, phone) == trouble
    assert words in explain(refusal, phone)
