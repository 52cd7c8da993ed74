"""Times as operators read them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.rows import each_row
from workflows.temporal.details import format_time

_DAY_MS = 86_400_000


@each_row(
    "ms, read",
    [
        (0, "1970-01-01 00:00:00 UTC"),
        (_DAY_MS - 1, "1970-01-01 23:59:59 UTC"),
        (_DAY_MS, "1970-01-02 00:00:00 UTC"),
        (951_825_599_999, "2000-02-29 11:59:59 UTC"),
        (1_798_761_599_000, "2026-12-31 23:59:59 UTC"),
    ],
)
def test_a_time_is_read_to_the_second_that_has_begun(ms, read):
    assert format_time(ms) == read


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_a_time_is_what_the_calendar_says(ms):
    assert format_time(ms) == f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"
