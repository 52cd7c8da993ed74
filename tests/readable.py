"""Waiting for what is to be read."""

import select


def is_readable(descriptor, seconds):
    """Whether there is something to read, or the other end is gone, within the time. Unlike `select`, of any descriptor."""
    polling = select.poll()
    polling.register(descriptor, select.POLLIN)
    return bool(polling.poll(seconds * 1000))
