"""What no administrator does alone, where the settings say so (`docs/access.md`)."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from api.access.caller import caller
from api.http.blueprint import Members
from api.services import services


@contextmanager
def approval(parameters: Members) -> Iterator[None]:
    """Within, a view is called that another administrator has agreed to, or nobody has to. Raises `ApprovalRequired`."""
    if not services().settings.four_eyes:
        yield
        return
    # As it came: a slash at its end does not make it another one.
    address = request.path.partition("/admin/")[2].rstrip("/")
    with services().change_requests.changing(caller().name, f"{request.method} /admin/{address}", parameters):
        yield
