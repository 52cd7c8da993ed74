"""So many at once for each key, in the order of coming; whoever gives up leaves nothing behind."""

import asyncio

from workflows.temporal.turns import Turns


def test_no_more_than_so_many_have_a_turn_and_others_come_in_order():
    async def run():
        turns, inside, most, order = Turns(4), 0, 0, []

        async def one(number):
            nonlocal inside, most
            async with turns.of("a"):
                inside += 1
                most = max(most, inside)
                order.append(number)
                await asyncio.sleep(0.001)
                inside -= 1

        await asyncio.gather(*map(one, range(50)))
        return most, order, len(turns)

    assert asyncio.run(run()) == (4, list(range(50)), 0)


def test_another_key_waits_for_nobody():
    async def run():
        turns = Turns(1)
        async with turns.of("a"), asyncio.timeout(1), turns.of("b"):
            return len(turns)

    assert asyncio.run(run()) == 2


def test_who_gives_up_waiting_and_who_fails_leave_their_places():
    async def run():
        turns = Turns(1)

        async def fails():
            async with turns.of("a"):
                raise LookupError

        async with turns.of("a"):
            waiting = [asyncio.ensure_future(fails()) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        return [type(one).__name__ for one in ended], len(turns)

    assert asyncio.run(run()) == (["CancelledError", "LookupError", "LookupError"], 0)
