"""Loops are uvloop's where that is installed."""

import asyncio
import sys

import pytest
import uvloop

from config.event_loop import new_event_loop


@pytest.mark.parametrize(("installed", "expected"), [(uvloop, uvloop.Loop), (None, asyncio.SelectorEventLoop)])
def test_a_loop_is_the_fastest_that_is_installed(monkeypatch, installed, expected):
    monkeypatch.setitem(sys.modules, "uvloop", installed)
    loop = new_event_loop()
    try:
        assert isinstance(loop, expected)
    finally:
        loop.close()
