"""Requests drawn by schemathesis from the APIs' documents, good and bad ones, and those that the documents show."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException
from schemathesis.generation import GenerationMode

from tests.api.conformance import APIS, document

VERBS = ("get", "put", "post", "delete")
ALL = [
    (api.name, verb.upper(), path)
    for api in APIS
    for path, operations in document(api)["paths"].items()
    for verb in operations
    if verb in VERBS
]
_BY_NAME = {api.name: api for api in APIS}
# Hypothesis finds none: there is nothing in these requests that could be wrong.
_UNSATISFIABLE = (HypothesisException,)


@dataclass(slots=True)
class Case:
    """A request without its caller. `body`: a JSON value, bytes as they are sent, or `NOTHING`."""

    api: str
    verb: str
    path: str
    arguments: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def endpoint(self) -> str:
        """What its answers are counted under."""
        return f"{self.verb} {_BY_NAME[self.api].prefix}{self.path}"


NOTHING = b""


def drawn(api: str, verb: str, path: str, *, examples: int, seeded: int) -> list[Case]:
    """So many good and so many bad requests of an operation, and as many of those that its document shows."""
    operation = _schema(api)[path][verb]
    said = [*shown(api, verb, path)]
    found = said * max(1, examples // len(said))

    def kept(case: Any) -> None:
        body = NOTHING if type(case.body).__name__ == "NotSet" else case.body
        found.append(
            Case(
                api,
                verb,
                path,
                arguments=dict(case.path_parameters or {}),
                query=dict(case.query or {}),
                headers=dict(case.headers or {}),
                body=body,
            )
        )

    quiet = settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for mode in GenerationMode:
            try:
                seed(seeded)(quiet(given(operation.as_strategy(generation_mode=mode))(kept)))()
            except _UNSATISFIABLE:
                continue
    return found


@cache
def _schema(api: str) -> Any:
    return schemathesis.openapi.from_dict(_plain(api))


@cache
def _plain(api: str) -> Any:
    return json.loads(json.dumps(document(_BY_NAME[api]), default=float))


def shown(api: str, verb: str, path: str) -> Iterator[Case]:
    """The requests that a document shows of an operation."""
    found = _plain(api)
    operation = found["paths"][path][verb.lower()]
    parameters = [_resolved(found, one) for one in operation.get("parameters", ())]
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for one in parameters:
        if one.get("required"):
            values[one["in"]][one["name"]] = one.get("example", "x")
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    bodies = [_resolved(found, one)["value"] for one in content.get("examples", {}).values()]
    bodies += [content["example"]] if "example" in content else []
    for body in bodies or [NOTHING]:
        named = {"arguments": values["path"], "query": values["query"], "headers": values["header"]}
        yield Case(api, verb, path, **{name: dict(given) for name, given in named.items()}, body=body)


def _resolved(found: Any, one: Any) -> Any:
    if "$ref" not in one:
        return one
    for step in one["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
