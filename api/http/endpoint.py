"""An endpoint as it is declared: everything that serves it, and everything that its documentation says of it.

What stands here is said nowhere else; a new property of endpoints is a member of `Options` and of `Endpoint`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Required, TypedDict

from marshmallow import Schema

from api.http.error_table import Refusals
from config.vocabulary import Role

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach an endpoint; `<name>` in its path is an argument of the view.

    Requests with GET are read from the query, others from the JSON body.
    """

    verb: str
    path: str


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is no JSON, because its caller asked for it so."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Idempotent:
    """A repetition under the same `Idempotency-Key` is recognised.

    Keys belong to their caller and address, and to the value of the member `subject` where the address does not name what is
    changed.
    """

    subject: str | None = None


@dataclass(frozen=True, slots=True)
class EndpointProof:
    """Shows who calls: `check` answers what it found, and raises where nothing is proved.

    `schemes`: any of these, each the names of the OpenAPI security schemes that a caller uses together.
    """

    check: Callable[[], Any]
    schemes: tuple[tuple[str, ...], ...]

    def then(self, follow: Callable[[Any], Any]) -> "EndpointProof":
        """The same proof, and what follows from what it found."""
        return EndpointProof(lambda: follow(self.check()), self.schemes)


class Options(TypedDict, total=False):
    """What may be declared of an endpoint beside its routes; what each means stands at `Endpoint`."""

    tag: Required[str]
    request: Schema | None
    query: Schema | None
    raw: Schema | None
    answer: Schema | None
    many: bool
    bare: bool
    unwrapped: bool
    conditional: bool
    idempotent: Idempotent | None
    localized: bool
    errors: tuple[str, ...]
    media: tuple[str, ...]
    refusals: Refusals
    proof: EndpointProof | None
    role: Role
    four_eyes: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What calls a view, and what the documentation says of it."""

    name: str
    view: View
    routes: tuple[Route, ...]
    tag: str
    request: Schema | None = None
    # Read from the query whatever the verb.
    query: Schema | None = None
    # A body that the view reads for itself, as bytes.
    raw: Schema | None = None
    # Null: there is nothing to say but that it is done.
    answer: Schema | None = None
    # The answer is a list of `answer`.
    many: bool = False
    # Neither request nor answer has the API's envelope; or the answer has none.
    bare: bool = False
    unwrapped: bool = False
    # Answers have an entity tag, and a caller that knows the answer is told so.
    conditional: bool = False
    # The view is called with `key`: what a repetition is recognised by, or null.
    idempotent: Idempotent | None = None
    # Something in the answer is written in the reader's language.
    localized: bool = False
    # Its codes, beside those of whatever is read.
    errors: tuple[str, ...] = ()
    # The types, beside JSON, in which `Accept` may ask for the answer; the view then returns `Media`.
    media: tuple[str, ...] = ()
    # The reasons of the core that it answers otherwise than its API does.
    refusals: Refusals = field(default_factory=dict)
    # Who calls: checked before a word of what the request asks is judged, and its finding is the view's first argument.
    proof: EndpointProof | None = None
    # The least role that lets a caller in, at APIs that ask for one.
    role: Role = Role.USER
    # Where the settings ask for it, another administrator has to agree first.
    four_eyes: bool = False
