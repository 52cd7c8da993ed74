"""Which page a method has: each step's module says so, and a new method is one more module in `steps/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.webflow.progress import FlowProgress
from api.webflow.session import WebFlow

Context = Callable[[WebFlow, FlowProgress], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class StepPage:
    """`template` shows the step; `context` gives what it needs beside the operation.

    `is_chosen`: the method is one of several by which a user can confirm, so that he sees the operation and picks one first;
    `name` is the id of its name there. One that has a name and is not chosen can be, where another is offered beside it.
    """

    template: str
    context: Context
    is_chosen: bool = False
    name: str = ""


_PAGES: dict[str, StepPage] = {}


def step_page(method: str, template: str, *, is_chosen: bool = False, name: str = "") -> Callable[[Context], Context]:
    """Registers the page of a method; decorates what gives its context."""

    def register(context: Context) -> Context:
        _PAGES[method] = StepPage(template, context, is_chosen, name)
        return context

    return register


def find_page(method: str) -> StepPage | None:
    """The page of a method; null: this front end has none."""
    return _PAGES.get(method)


def current_method(flow: WebFlow, progress: FlowProgress) -> str | None:
    """The method whose page is shown; null: the user has to choose, or this front end knows none of the methods.

    After a wrong try the engine offers that method alone, and the user stays with it.
    """
    known = [method for method in progress.methods if method in _PAGES]
    if flow.chooses:
        return None
    for method in (progress.chosen_method, flow.method):
        if method in known:
            return method
    unchosen = [method for method in known if not _PAGES[method].is_chosen]
    return unchosen[0] if len(unchosen) == 1 == len(known) else None
