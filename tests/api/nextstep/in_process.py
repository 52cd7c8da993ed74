"""A caller of the Next Step API of an application in this process, and such applications on each kind of database."""

from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.api.applications import closing_applications, new_home
from tests.e2e.client import NextStep
from tests.lent import databases_of

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.live)]


class InProcess(NextStep):
    """The same caller, without a server."""

    def __init__(self, app):
        self._http = httpx.Client(transport=httpx.WSGITransport(app), base_url="http://nextstep.test")


@contextmanager
def application(request, folder, **settings):
    """An application on a new database of the kind that is the request's parameter; there is no Temporal to be found."""
    with ExitStack() as ends:
        if request.param != "sqlite":
            databases = databases_of(request.getfixturevalue("postgres"))
            settings["database_url"] = databases.lend()
            ends.callback(databases.take_back, settings["database_url"])
        yield ends.enter_context(closing_applications())(new_home(folder, **settings))
