"""A thread that waits for others' answers: in time or not, again and again, beside other threads."""

import asyncio
import gc
import threading
import time
import warnings

import pytest

from tests.together import at_once
from workflows.temporal.waiting_loop import wait


def later(seconds, set_it):
    """As the SDK does: the answer comes from a thread of its own."""
    loop = asyncio.get_running_loop()
    answer = loop.create_future()
    threading.Timer(seconds, lambda: loop.call_soon_threadsafe(set_it, answer)).start()
    return answer


async def told(seconds, word):
    return await later(seconds, lambda answer: answer.set_result(word))


def test_what_another_thread_answers_is_the_answer():
    assert wait(told(0.01, "yes"), 60) == "yes"


def test_what_another_thread_raises_is_raised():
    async def failing():
        return await later(0.01, lambda answer: answer.set_exception(LookupError("no")))

    with pytest.raises(LookupError, match="no"):
        wait(failing(), 60)


def test_each_thread_waits_for_its_own():
    calls = [lambda number=number: wait(told(0.01, number), 60) for number in range(16)]
    assert at_once(*calls) == list(range(16))


def test_an_answer_that_comes_too_late_disturbs_nobody():
    ended = []

    async def late():
        try:
            await told(0.1, "late")
        finally:
            ended.append("cancelled")

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        wait(late(), 0.02)
    assert ended == ["cancelled"]
    assert time.monotonic() - began < 60
    time.sleep(0.2)
    assert wait(told(0.01, "next"), 60) == "next"


def test_what_is_raised_of_a_lack_of_time_is_raised():
    async def of_its_own():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise LookupError("why") from None

    with pytest.raises(LookupError, match="why"):
        wait(of_its_own(), 0.01)


def test_pauses_and_time_outs_of_its_own_pass():
    async def pausing():
        await asyncio.sleep(0.02)
        try:
            async with asyncio.timeout(0.02):
                await told(60, "never")
        except TimeoutError:
            await asyncio.sleep(0.01)
        both = await asyncio.gather(told(0.01, "one"), asyncio.create_task(told(0.02, "two")))
        async with asyncio.timeout(60):
            return both

    assert wait(pausing(), 60) == ["one", "two"]


def test_a_time_out_that_was_not_needed_wakes_nobody():
    async def quick():
        async with asyncio.timeout(60):
            return await told(0, "quick")

    for _ in range(50):
        assert wait(quick(), 60) == "quick"


def test_a_thread_that_runs_a_loop_cannot_wait():
    async def outer():
        with pytest.raises(RuntimeError, match="awaits there"):
            wait(told(0, "so"), 1)
        return await told(0, "goes on")

    assert asyncio.run(outer()) == "goes on"


def test_ctrl_c_ends_what_is_under_way():
    ended = []

    async def long():
        asyncio.get_running_loop().call_soon(interrupt)
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait(long(), 60)
    assert ended == [True]
    assert wait(told(0, "again"), 60) == "again"


def test_what_a_callback_raises_is_logged_by_its_kind_alone(caplog):
    def fails():
        raise LookupError("with a name")

    async def calling():
        asyncio.get_running_loop().call_soon(fails)
        await asyncio.sleep(0.01)
        return "goes on"

    assert wait(calling(), 60) == "goes on"
    assert "LookupError" in caplog.text
    assert "with a name" not in caplog.text


def test_a_thread_that_ends_leaves_nothing_open():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thread = threading.Thread(target=lambda: wait(told(0, "so"), 60))
        thread.start()
        thread.join()
        gc.collect()
