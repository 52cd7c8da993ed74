"""Calls that begin at the same moment, each in a thread of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def at_once(*calls, refusal=Exception):
    """What each of them answers, or the `refusal` that it raises, in their order; whatever else one raises is raised."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except refusal as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
