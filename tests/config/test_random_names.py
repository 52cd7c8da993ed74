"""Random names are told from each other, in a process and in those that are forked of it."""

import multiprocessing
import uuid

import pytest

from config.random_names import random_hex, random_suffix, random_uuid

MANY = 1000


@pytest.mark.parametrize("name", [random_uuid, random_hex, random_suffix])
def test_no_name_comes_twice(name):
    assert len({name() for _ in range(MANY)}) == MANY


def test_names_are_version_4_uuids_and_halves_of_one():
    assert uuid.UUID(random_uuid()).version == uuid.UUID(random_hex()).version == 4
    assert (len(random_hex()), len(random_suffix())) == (32, 16)
    assert int(random_suffix(), 16) < 2**64


def tell(names):
    names.put([random_hex() for _ in range(MANY)])


def test_processes_of_one_parent_make_names_of_their_own():
    forking = multiprocessing.get_context("fork")
    names = forking.Queue()
    children = [forking.Process(target=tell, args=(names,)) for _ in range(2)]
    for child in children:
        child.start()
    found = [name for _ in children for name in names.get(timeout=60)]
    for child in children:
        child.join(60)
    assert len(set(found)) == 2 * MANY
