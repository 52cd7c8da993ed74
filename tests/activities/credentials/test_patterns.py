"""A regular expression of a policy's is matched in bounded time, whatever is stored."""

import time

import pytest

from activities.credentials.patterns import SECONDS, pattern
from config.reasons import Reason
from config.refused import Refused


@pytest.mark.exhaustive
@pytest.mark.parametrize("ask", ["matches", "finds"])
def test_a_match_that_takes_too_long_is_a_fault_of_the_configuration(ask):
    begun = time.process_time()
    with pytest.raises(Refused) as refusal:
        getattr(pattern("(a|aa)+b"), ask)("a" * 256)
    assert refusal.value.reason is Reason.CONFIGURATION_INVALID
    assert time.process_time() - begun < 10 * SECONDS
