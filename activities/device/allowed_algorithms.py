"""The algorithms of protocol 4 that an application allows, as they are stored and told."""

import json
from collections.abc import Collection
from functools import cache

from activities.powerauth.v4.algorithm import Algorithm
from config import exact_json


@cache
def read(stored: str | None) -> tuple[Algorithm, ...]:
    """Those that are stored and that this release knows, in their order; null: none."""
    words = () if stored is None else json.loads(stored)
    return tuple(algorithm for algorithm in Algorithm if algorithm.value in words)


def write(algorithms: Collection[Algorithm]) -> str:
    """As they are stored."""
    return exact_json.write(texts(algorithms))


def texts(algorithms: Collection[Algorithm]) -> list[str]:
    """As they are told: their texts on the wire, in their order."""
    return [algorithm.value for algorithm in Algorithm if algorithm in algorithms]
