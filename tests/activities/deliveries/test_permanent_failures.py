"""Which faults no other attempt mends, and that none is told in its own words."""

import ssl

import httpx
import pytest
from sqlalchemy.exc import DataError, IntegrityError

from activities.deliveries.permanent_failures import describe, is_lasting
from activities.push.message import MessageInvalid
from activities.secrets.sealing import Unsealable
from activities.store.unavailable import StoreUnavailable
from config.reasons import Reason
from config.refused import Refused

LASTING = [
    ValueError(), MessageInvalid(""), UnicodeDecodeError("utf-8", b"", 0, 1, ""), TypeError(), KeyError(), IndexError(),
    AttributeError(), OverflowError(), ZeroDivisionError(), AssertionError(), RecursionError(), Refused(Reason.REQUEST_INVALID),
    DataError("", {}, Exception()),
]  # fmt: skip
PASSING = [
    StoreUnavailable(), Unsealable(), OSError(), TimeoutError(), ConnectionError(), ssl.SSLCertVerificationError(),
    httpx.ConnectError(""), RuntimeError(), MemoryError(), IntegrityError("", {}, Exception()),
]  # fmt: skip


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
def test_what_values_cause_lasts(error):
    assert is_lasting(error)


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_the_world_causes_may_pass(error):
    assert not is_lasting(error)


def test_a_fault_is_told_by_its_kind_and_place():
    with pytest.raises(ValueError) as raised:
        int("Roman's account")
    assert describe(raised.value).startswith("ValueError (test_permanent_failures.py:")
    assert "Roman" not in describe(raised.value)
