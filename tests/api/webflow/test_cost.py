"""What a view costs beside what the API does."""

import time

import pytest

VIEWS, BOUND_MS = 40, 15.0


@pytest.mark.parametrize("page", ["first", "step"])
def test_a_view_costs_little(api, reader, page):
    reader.begin()
    path = reader.path if page == "step" else "/demo"
    reader.go(path)
    begun = time.thread_time()
    for _ in range(VIEWS):
        reader.go(path)
    assert (time.thread_time() - begun) * 1000 / VIEWS <= BOUND_MS
