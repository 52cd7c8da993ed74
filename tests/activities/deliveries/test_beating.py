"""Activities that wait for others say that they live: those that last, not those that are done at once."""

import asyncio

import pytest
from temporalio.testing import ActivityEnvironment

from activities.deliveries import activities
from activities.deliveries.activities import beat_during


@pytest.mark.parametrize(("lasts", "least", "most"), [(0.0, 0, 0), (0.5, 2, 5)])
def test_temporal_hears_of_what_lasts(monkeypatch, lasts, least, most):
    monkeypatch.setattr(activities, "_BEAT_SECONDS", 0.1)
    environment, beats = ActivityEnvironment(), []
    environment.on_heartbeat = lambda *_: beats.append(1)

    async def work():
        await asyncio.sleep(lasts)
        return "done"

    async def activity():
        return await beat_during(work())

    assert asyncio.run(environment.run(activity)) == "done"
    assert least <= len(beats) <= most


def test_what_the_work_raises_is_raised(monkeypatch):
    async def work():
        raise KeyError("lost")

    async def activity():
        return await beat_during(work())

    with pytest.raises(KeyError):
        asyncio.run(ActivityEnvironment().run(activity))
