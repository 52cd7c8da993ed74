"""Whatever bytes come: a request ends where a strict reader of HTTP says, however its bytes are cut, and nothing else fails."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from api.server.reader import RequestReader, RequestRefused
from tests.api.server.fuzzed_bytes import connection, pieces
from tests.api.server.reader_limits import LIMITS
from tests.api.server.strict_reading import Whole, reading
from tests.examples import examples


def taken(parts):
    """The requests that the server would answer, how it would refuse what came then, and how far the next one is."""
    reader = RequestReader(LIMITS, lambda _more: None)
    found, refusal = [], None
    try:
        for part in parts:
            reader.feed(part)
            found += [reader.complete.popleft() for _ in range(len(reader.complete))]
    except RequestRefused as refused:
        refusal = refused.refusal
    found += reader.complete
    return [Whole(one.method, bytes(one.target), bytes(one.body)) for one in found], refusal, reader.stage


@settings(max_examples=examples(30), deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**32))
def test_no_request_is_taken_that_a_strict_reader_does_not_see(seed):
    dice = Random(seed)
    for _ in range(30):  # drawing each from hypothesis would cost a hundred times the reading
        data = connection(dice)
        strict, _ = reading(data)
        found, refusal, stage = taken([data])
        assert found == strict[: len(found)], data
        assert refusal or len(found) == len(strict), data
        assert taken(pieces(data, dice)) == (found, refusal, stage), data


def test_what_is_fuzzed_is_mostly_read():
    """Or the test above would say little."""
    dice = Random(1)
    seen = [len(reading(connection(dice))[0]) for _ in range(1000)]
    assert sum(count > 0 for count in seen) > 300
    assert max(seen) >= 3
