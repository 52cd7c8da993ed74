"""What all callers together may take of a process, by pure objects."""

import pytest

from api.server.addresses import AddressLimit
from api.server.connection import Connection, Phase
from api.server.occupancy import Occupancy
from api.server.threads import FairQueue
from tests.api.server.house import House


def large(size):
    return b"POST /a HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (1 << 20) + b"x" * size


@pytest.mark.parametrize(
    ("sent", "phase", "seconds", "answer"),
    [
        (b"", Phase.IDLE, 75, b""),
        (b"G", Phase.HEAD, 10, b"HTTP/1.1 408 "),
        (large(5), Phase.BODY, 30, b"HTTP/1.1 408 "),
    ],
)
def test_each_wait_for_a_caller_has_an_end_that_further_bytes_do_not_put_off(sent, phase, seconds, answer):
    house = House()
    connection, line = house.connect(sent)
    assert connection.phase == phase
    house.clock.now += seconds - 1
    if sent:
        connection.data_received(b"E")
    house.callers.expire()
    assert not line.sent
    assert not line.closed
    house.clock.now += 2
    house.callers.expire()
    assert line.sent.startswith(answer)
    house.clock.now += 3
    house.callers.expire()
    assert line.closed


def test_an_answer_that_is_not_taken_is_given_up_and_frees_what_it_held():
    house = House()
    connection, line = house.connect(b"GET /a HTTP/1.1\r\n\r\n", window=10)
    house.clock.now += 1000
    house.callers.expire()
    assert not line.closed, "the application may take its time"
    connection.send_answer((b"x" * 1000,), keep=True)
    assert (connection.phase, house.callers.buffered_bytes) == (Phase.SENDING, 990)
    house.clock.now += 61
    house.callers.expire()
    assert line.closed
    connection.connection_lost(None)
    assert house.callers.buffered_bytes == 0


def test_where_bodies_take_too_much_memory_the_largest_goes_and_small_ones_stay():
    house = House()
    small = [house.connect(large(100))[1] for _ in range(20)]
    lines = [house.connect(large(1_000_000 - number))[1] for number in range(5)]
    assert [line.closed for line in lines] == [True, False, False, False, False]
    assert not any(line.closed for line in small)


def test_large_requests_wait_for_a_thread_only_where_there_is_memory():
    house = House()
    lines = [house.connect(large(1 << 20))[1] for _ in range(4)]
    assert len(house.requests) == 2
    assert [line.sent[:13] for line in lines] == [b"", b"", b"HTTP/1.1 503 ", b"HTTP/1.1 503 "]
    assert house.refused == [503, 503]
    house.connect(b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
    assert len(house.requests) == 3


def test_what_was_held_is_free_when_the_answer_is_sent():
    house = House()
    connection, _ = house.connect(large(1 << 20))
    assert house.callers.buffered_bytes == 1 << 20
    connection.send_answer((b"HTTP/1.1 200 OK\r\n\r\n",), keep=True)
    assert (house.callers.buffered_bytes, connection.phase) == (0, Phase.IDLE)


def test_a_connection_that_has_left_gets_no_answer():
    house = House()
    connection, line = house.connect(b"GET /a HTTP/1.1\r\n\r\n")
    connection.connection_lost(None)
    connection.send_answer((b"x",), keep=True)
    assert not line.sent
    assert (len(house.callers), house.counts) == (0, [1, 0])


def named(address):
    return Connection(House().callers, (address, 1), ("127.0.0.1", 2))


def test_an_address_with_many_requests_waits_for_itself_only():
    queue = FairQueue(100)
    many, one = named("10.0.0.1"), named("10.0.0.2")
    for number in range(5):
        queue.put((many, number))
    queue.put((one, "other"))
    queue.put((one, "another"))
    assert [queue.get()[1] for _ in range(7)] == [0, "other", 1, "another", 2, 3, 4]


def test_where_too_many_requests_wait_the_address_that_has_most_loses_its_last():
    queue = FairQueue(4)
    many, one = [named("10.0.0.1") for _ in range(4)], named("10.0.0.2")
    assert [queue.put((connection, number)) for number, connection in enumerate(many)] == [None] * 4
    assert queue.put((one, "other")) is many[3]
    assert queue.put((many[0], 9)) is many[0]
    assert [queue.get()[1] for _ in range(4)] == [0, "other", 1, 2]


def test_a_network_counts_as_one_address_and_a_proxy_does_not_count():
    addresses = AddressLimit(2, lambda address: address == "2001:db8:9::1")
    assert [addresses.enter(f"2001:db8::{number}") for number in (1, 2, 3)] == [True, True, False]
    assert addresses.enter("2001:db8:0:1::1")
    assert [addresses.enter(address) for address in ("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.1")] == [True, True, False]
    assert all(addresses.enter("2001:db8:9::1") for _ in range(9))
    addresses.leave("2001:db8::1")
    assert addresses.enter("2001:db8::4")


def test_a_process_knows_who_has_the_fewest_connections():
    occupancy = Occupancy(3)
    assert occupancy.fewest() == 0
    first, second = occupancy.enter(), occupancy.enter()
    assert first != second
    occupancy.write(first, 7)
    assert occupancy.fewest() == 7, "the other does not take connections yet"
    occupancy.write(second, 5)
    assert occupancy.fewest() == 5
    occupancy.leave(second)
    assert occupancy.fewest() == 7
    assert occupancy.enter() == second
