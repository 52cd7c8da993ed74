"""How values are hashed: an algorithm with its parameters, in bounds that a server bears (`nextstep.md` §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from config.identity_vocabulary import HashAlgorithm

# By name on the wire. Memory is the exponent of 2 in KiB: at most a gibibyte for each hash.
_BOUNDS: Final = {
    "iterations": (1, 100),
    "memory": (3, 20),
    "parallelism": (1, 64),
    "outputLength": (16, 128),
}
_VERSIONS: Final = (16, 19)
# Of a hash: each lane has so many blocks at least.
_BLOCKS_PER_LANE: Final = 8
# Iterations times KiB: about ten seconds of one core.
_MOST_WORK: Final = 1 << 24
_LONGEST_NUMBER: Final = 4


@dataclass(frozen=True, slots=True)
class Argon2Parameters:
    """Of RFC 9106; `memory_kib` is in KiB, `output_length` in bytes."""

    version: int
    iterations: int
    memory_kib: int
    parallelism: int
    output_length: int


@dataclass(frozen=True, slots=True)
class HashConfig:
    """Parameters are null for bcrypt, which has none."""

    name: str
    algorithm: HashAlgorithm
    argon2: Argon2Parameters | None


def hash_config(name: str, algorithm: str, parameters: Mapping[str, str]) -> HashConfig:
    """Raises `ValueError` where the algorithm is unknown, or the parameters are not its own, or out of bounds."""
    known = HashAlgorithm(algorithm)
    if known is HashAlgorithm.BCRYPT:
        if parameters:
            raise ValueError(f"{known} has no parameters")
        return HashConfig(name, known, None)
    strangers = parameters.keys() - _BOUNDS.keys() - {"version"}
    if strangers:
        raise ValueError(f"{known} has no parameter {min(strangers)}")
    version = _number(parameters, "version")
    if version not in _VERSIONS:
        raise ValueError("version is 16 or 19")
    numbers = {name: _bounded(parameters, name, *bounds) for name, bounds in _BOUNDS.items()}
    memory_kib = 1 << numbers["memory"]
    if memory_kib < _BLOCKS_PER_LANE * numbers["parallelism"]:
        raise ValueError("memory is too small for parallelism: each lane takes 8 KiB")
    if memory_kib * numbers["iterations"] > _MOST_WORK:
        raise ValueError("iterations are too many for memory: a check would take seconds")
    return HashConfig(
        name,
        known,
        Argon2Parameters(version, numbers["iterations"], memory_kib, numbers["parallelism"], numbers["outputLength"]),
    )


def _bounded(parameters: Mapping[str, str], name: str, least: int, most: int) -> int:
    number = _number(parameters, name)
    if not least <= number <= most:
        raise ValueError(f"{name} is {least} to {most}")
    return number


def _number(parameters: Mapping[str, str], name: str) -> int:
    text = parameters.get(name)
    if text is None:
        raise ValueError(f"{name} is missing")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise ValueError(f"{name} is no whole number of at most {_LONGEST_NUMBER} digits")
    return int(text)
