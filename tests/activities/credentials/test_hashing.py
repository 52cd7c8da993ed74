"""Values hashed: every algorithm, hashes that others made, and what is no hash."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from activities.credentials import hashing
from activities.credentials.hashing import Hashing, is_of, nobodys
from config.busy import Busy
from tests.activities.credentials.made import hashed

ARGON2 = [(algorithm, version) for algorithm in ("ARGON_2D", "ARGON_2I", "ARGON_2ID") for version in ("16", "19")]
# Of other libraries: the reference implementation of argon2, and the vectors of bcrypt's.
KNOWN = [
    ("$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ", "password"),
    ("$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA", "password"),
    ("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", "password"),
    ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
    ("$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
]
NO_HASHES = [
    "",
    "password",
    "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQ$",
    "$argon2id$v=18$m=16,t=1,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=8,t=1,p=64$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=16$m=8,t=1,p=64$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=9999999,t=9999,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=16,t=0,p=1$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=16,t=1,p=0$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQx1$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    "$2b$05$CCCCCCCCCCCCCCCCCCCCC",
    "$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
]


@pytest.fixture
def hashes(monkeypatch):
    monkeypatch.setattr(hashing, "BCRYPT_COST", 4)
    return Hashing(2)


@pytest.mark.parametrize(("algorithm", "version"), [*ARGON2, ("BCRYPT", None)])
def test_a_hash_is_of_its_value_alone(hashes, algorithm, version):
    config = hashed(algorithm, version=version)
    kept = hashes.hash_value("příliš žluťoučký", config)
    assert hashes.matches("příliš žluťoučký", kept)
    assert not hashes.matches("příliš žluťoučky", kept)
    assert hashes.hash_value("příliš žluťoučký", config) != kept


@pytest.mark.parametrize(("algorithm", "version"), ARGON2)
def test_hashes_carry_their_parameters(hashes, algorithm, version):
    kept = hashes.hash_value("value", hashed(algorithm, version=version, iterations="2", outputLength="24"))
    word = algorithm.lower().replace("argon_2", "argon2")
    assert kept.startswith(f"${word}$v={version}$m=16,t=2,p=1$")
    assert len(kept.split("$")[-1]) == 32


def test_a_hash_as_the_reference_library_makes_it_is_the_same(hashes):
    config = hashed(iterations="2", memory="7", parallelism="16")
    assert PasswordHasher(type=Type.ID).verify(hashes.hash_value("value", config), "value")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("kept", "value"), KNOWN)
def test_hashes_of_other_libraries_are_read(hashes, kept, value):
    assert hashes.matches(value, kept)
    assert not hashes.matches(value + "!", kept)


@pytest.mark.parametrize("kept", NO_HASHES)
def test_what_is_no_hash_is_of_no_value_and_takes_no_time(hashes, kept):
    begun = time.perf_counter()
    assert not hashes.matches("password", kept)
    assert time.perf_counter() - begun < 2


def test_of_what_bcrypt_passes_over_nothing_is_right(hashes):
    kept = hashes.hash_value("x" * 72, hashed("BCRYPT"))
    assert hashes.matches("x" * 72, kept)
    assert not hashes.matches("x" * 73, kept)


@pytest.mark.parametrize(
    "other",
    [
        {"version": "16"},
        {"iterations": "2"},
        {"memory": "5"},
        {"parallelism": "2"},
        {"outputLength": "16"},
        {"algorithm": "ARGON_2I"},
        {"algorithm": "BCRYPT"},
    ],
)
def test_a_hash_is_of_no_other_configuration(hashes, other):
    config = hashed(**other)
    kept = hashes.hash_value("value", hashed())
    assert is_of(kept, hashed())
    assert not is_of(kept, config)
    assert is_of(hashes.hash_value("value", config), config)


def test_a_hash_of_bcrypt_with_less_effort_is_not_of_today(hashes, monkeypatch):
    kept = hashes.hash_value("value", hashed("BCRYPT"))
    monkeypatch.setattr(hashing, "BCRYPT_COST", 5)
    assert not is_of(kept, hashed("BCRYPT"))


@pytest.mark.parametrize("algorithm", ["ARGON_2I", "ARGON_2ID", "BCRYPT"])
def test_nobodys_hash_is_of_the_configuration_and_of_no_value(hashes, algorithm):
    config = hashed(algorithm)
    kept = nobodys(config)
    assert is_of(kept, config)
    assert not hashes.matches("", kept)


@pytest.mark.parametrize("version", ["16", "19"])
def test_hashes_of_several_lanes_are_made_by_threads_at_once(hashes, version):
    config = hashed(version=version, memory="9", parallelism="16")
    kept = hashes.hash_value("value", config)
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(lambda number: hashes.matches(f"value{number or ''}", kept), [0, 1] * 20)] == [
            True,
            False,
        ] * 20


def test_so_many_hashes_are_made_at_once_and_the_rest_are_told_to_come_again(monkeypatch):
    monkeypatch.setattr(hashing, "_WAIT_SECONDS", 0.05)
    hashes, inside, leave, seen = Hashing(2), threading.Semaphore(0), threading.Event(), []

    def slow(*_):
        inside.release()
        leave.wait(10)
        return b"digest"

    monkeypatch.setattr(hashing, "_argon2", slow)

    def ask():
        seen.append(hashes.hash_value("value", hashed()))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=10)
    with pytest.raises(Busy):
        hashes.hash_value("value", hashed())
    leave.set()
    for thread in threads:
        thread.join(10)
    assert len(seen) == 2
    assert hashes.hash_value("value", hashed())
