"""The event loop of our processes and threads."""

import asyncio


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, which takes half of the time for what comes from other threads; asyncio's own where there is none, on Windows."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
