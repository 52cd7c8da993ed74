"""A loop's thread ends when it is stopped or its owner is gone, and gives everything back."""

import asyncio
import gc
import threading

import pytest

from config.loop_thread import LoopThread
from tests.descriptors import open_descriptors
from tests.e2e.processes import until


class Owner:
    pass


@pytest.fixture
def before():
    """What is open once the first loop has been: it opens some things for all others."""
    LoopThread("first", Owner()).stop()
    return open_descriptors()


def ask(thread, coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, thread.loop)


async def thread_name():
    return threading.current_thread().name


@pytest.mark.parametrize("new_loop", [(), (asyncio.new_event_loop,)], ids=["fastest", "asyncio's"])
def test_what_is_stopped_gives_everything_back(before, new_loop):
    owner = Owner()
    thread = LoopThread("asked", owner, *new_loop)
    assert ask(thread, thread_name()).result(30) == "asked"
    thread.stop()
    thread.stop()
    assert thread.loop.is_closed()
    assert open_descriptors() == before


def test_what_is_under_way_is_cancelled_and_may_clean_up(before):
    owner, begun, over = Owner(), threading.Event(), threading.Event()

    async def long():
        begun.set()
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0)
            over.set()

    thread = LoopThread("asked", owner)
    answer = ask(thread, long())
    assert begun.wait(30)
    thread.stop()
    assert over.is_set()
    assert answer.cancelled()
    assert open_descriptors() == before


def test_it_ends_with_its_owner(before):
    owner = Owner()
    thread = LoopThread("asked", owner)
    assert ask(thread, thread_name()).result(30) == "asked"
    del owner
    until(lambda: open_descriptors() == before)


def test_the_owner_may_be_found_to_be_gone_in_the_thread_itself(before):
    owner = Owner()
    owner.itself = owner
    thread = LoopThread("asked", owner)

    async def collect():
        gc.collect()

    del owner
    ask(thread, collect()).result(30)
    until(lambda: open_descriptors() == before)
