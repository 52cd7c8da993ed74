"""Where what happens now comes from: who asked, by which request. The APIs say it; audit rows are written with it.

It is kept in the context of the thread or task, so that nothing in between has to pass it on.
"""

from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from config import correlation
from config.actors import ENGINE


@dataclass(frozen=True, slots=True)
class Origin:
    """`actor`: an account's name, or a word of `config.actors`. `external_user_id`: on whose behalf, as the bank says.

    `address`: the network address that the request came from.
    """

    actor: str = ENGINE
    method: str = "ENGINE"
    resource: str = "/"
    external_user_id: str | None = None
    request_id: str | None = None
    address: str | None = None


_NOBODY = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=_NOBODY)


def current() -> Origin:
    """That of the current request; the engine's own outside of any."""
    return _current.get()


def begin(origin: Origin) -> None:
    """A request begins; what was current before is forgotten."""
    _current.set(origin)
    correlation.request_id.set(origin.request_id)


def set_actor(actor: str) -> None:
    """Now it is known who sent the current request."""
    _current.set(replace(current(), actor=actor))


def set_external_user(external_user_id: str | None) -> None:
    """Now it is known for whom the current request is made."""
    _current.set(replace(current(), external_user_id=external_user_id or None))


def assume(origin: Origin = _NOBODY) -> AbstractContextManager[None]:
    """For a while something else is the origin: by default the engine itself, in the same request."""
    return _Assumption(origin)


class _Assumption:
    """Begun once for each request, with little ado."""

    __slots__ = ("_before", "_origin")

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    def __enter__(self) -> None:
        self._before = before = _current.get()
        origin = self._origin
        if not origin.request_id or not origin.address:
            request_id, address = origin.request_id or before.request_id, origin.address or before.address
            origin = replace(origin, request_id=request_id, address=address)
        begin(origin)

    def __exit__(self, *_: object) -> None:
        begin(self._before)


def act_as(actor: str) -> AbstractContextManager[None]:
    """For a while somebody is known to be who sends the current request."""
    return assume(replace(current(), actor=actor))
