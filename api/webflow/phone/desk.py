"""The phones of this installation, taken in hand for a request."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.demo.mobile_app import holding
from api.demo.mobile_app.app import PhoneApp
from api.demo.mobile_app.storage import PhoneFolder
from api.webflow.front import front
from api.webflow.phone.problems import of_the_line, of_the_server
from api.webflow.texts import language

# A page is not kept waiting for as long as somebody at a terminal is.
_WAIT_SECONDS = 3.0


def phones() -> PhoneFolder:
    """Those of `nextstep phone`."""
    return PhoneFolder(front().installation.phones)


@contextmanager
def held(name: str) -> Iterator[PhoneApp]:
    """The app on a phone, in the language of the page. Raises `PhoneProblem`."""
    with (
        of_the_line(),
        holding.held(phones(), name, language=language(), wait_seconds=_WAIT_SECONDS) as app,
        of_the_server(app.phone),
    ):
        yield app
