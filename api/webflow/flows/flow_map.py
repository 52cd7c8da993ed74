"""A flow as the Next Step API tells it, and the way of one operation through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

_OPEN = "CONTINUE"


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where an operation may stand: the methods offered; none where it has ended, with that result."""

    result: str
    methods: tuple[str, ...]

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return self.result != _OPEN

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in its box, a line each."""
        return (self.result,) if self.is_end else self.methods


@dataclass(frozen=True, slots=True)
class MapArrow:
    """A method that ended so; `source` and `target` are positions of places, `reason` why the operation failed, if it did."""

    source: int
    method: str
    result: str
    target: int
    reason: str | None

    @property
    def text(self) -> str:
        """What stands beside it."""
        return f"{self.method} {self.result}"


@dataclass(frozen=True, slots=True)
class FlowMap:
    """Places, the beginning first, and arrows between them; `mobile_token`: of a user whose phone approves."""

    name: str
    mobile_token: bool
    places: tuple[MapPlace, ...]
    arrows: tuple[MapArrow, ...]

    @classmethod
    def of(cls, answer: Mapping[str, Any], *, mobile_token: bool) -> Self:
        """The answer of `/step/definition/flow/detail`."""
        places = tuple(MapPlace(one["result"], tuple(one["authMethods"])) for one in answer["places"])
        arrows = tuple(
            MapArrow(one["place"], one["authMethod"], one["authStepResult"], one["nextPlace"], one["resultDescription"])
            for one in answer["arrows"]
        )
        return cls(answer["operationName"], mobile_token, places, arrows)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an operation stands, null where the map has no such place; and the arrows that it went along."""

    place: int | None = None
    way: frozenset[MapArrow] = frozenset()


NOWHERE = Whereabouts()


def locate(flow: FlowMap, detail: Mapping[str, Any]) -> Whereabouts:
    """Of the operation of an `/operation/detail`. What was offered differs by user, and with definitions that changed since."""
    offered = frozenset(step["authMethod"] for step in detail["steps"]) if detail["result"] == _OPEN else frozenset()
    alike = (
        number
        for number, place in enumerate(flow.places)
        if place.result == detail["result"] and frozenset(place.methods) == offered
    )
    return Whereabouts(next(alike, None), frozenset(_way(flow, detail["history"])))


def _way(flow: FlowMap, history: list[dict[str, Any]]) -> list[MapArrow]:
    """As far as the map has it."""
    here, way = 0, list[MapArrow]()
    for entry in history[1:]:  # the first is the creation
        step = here, entry["authMethod"], entry["requestAuthStepResult"]
        taken = next((one for one in flow.arrows if (one.source, one.method, one.result) == step), None)
        if taken is None:
            break
        way.append(taken)
        here = taken.target
    return way
