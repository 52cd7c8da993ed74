"""A PostgreSQL for tests comes to another port where somebody has taken its own before it ran."""

import socket

import pytest

from tests.e2e.postgres import Postgres


@pytest.mark.live
def test_a_port_that_was_taken_meanwhile_is_left_to_who_has_it():
    server = Postgres()
    taken = server.port
    try:
        with socket.create_server(("127.0.0.1", taken)):
            server.start()
            assert server.alive
            assert server.port != taken
    finally:
        server.remove()
