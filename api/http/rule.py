"""Routes of the application: how it is told, fast, that an address is one of them."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class ReadRule(Rule):
    """A route whose addresses are read, and hardly ever written.

    Werkzeug compiles two functions to write the addresses of a route when it is added, which is most of the time that it takes
    to make an application. Here they are compiled when one is called.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled(append_unknown).__get__(rule, None)(**values)  # type: ignore[no-any-return]

        return build
