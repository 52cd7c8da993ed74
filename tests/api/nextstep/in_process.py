"""A caller of the Next Step API of an application in this process, and such applications on each kind of database."""

from contextlib import contextmanager

import httpx
import pytest

from api.app import create_app
from tests.api.applications import new_home
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
    if request.param == "sqlite":
        yield create_app(new_home(folder, **settings))
        return
    databases = databases_of(request.getfixturevalue("postgres"))
    url = databases.lend()
    try:
        yield create_app(new_home(folder, database_url=url, **settings))
    finally:
        databases.take_back(url)
