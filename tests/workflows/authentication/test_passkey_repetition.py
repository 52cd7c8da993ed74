"""Assertions that come twice, at once, or while a process dies: one counts, and nobody is told anything else."""

import threading

import pytest

from config.refused import Refused
from workflows.temporal.client import EngineUnavailable


def test_a_copy_of_a_request_is_told_the_same_and_moves_nothing(house, anna):
    credential = anna.get(house.ask().options)
    first = house.give(credential, key="once")
    again = house.give(credential, key="once", process=house.guarded.another_process())
    assert (first.is_right, again.is_right, again.verdict) == (True, True, first.verdict)
    assert house.guarded.get().state.version == 2


def test_who_dies_before_the_operation_hears_is_followed_by_a_copy(house, anna):
    credential = anna.get(house.ask().options)
    house.guarded.workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        house.give(credential, key="once")
    house.guarded.workflow_client.away = False
    found = house.give(credential, key="once", process=house.guarded.another_process())
    assert (found.is_right, house.guarded.get().state.result) == (True, "DONE")


def test_of_two_assertions_at_once_one_counts_and_none_fails_the_other(house, anna):
    options = house.ask().options
    credentials = [anna.get(options), anna.get(options)]
    answers = []

    def give(credential, process):
        try:
            answers.append(house.give(credential, process=process).is_right)
        except Refused as refused:
            answers.append(str(refused.reason))

    processes = [house.guarded.another_process() for _ in credentials]
    threads = [threading.Thread(target=give, args=pair) for pair in zip(credentials, processes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == 1
    assert house.guarded.get().state.result == "DONE"
