"""What has its price in production is nearly free in a process of tests, most of which have another subject."""

import socketserver
import ssl
from contextlib import ExitStack, contextmanager
from functools import cache

import certifi
import pytest

from activities.push import credentials
from activities.secrets import passwords
from api.demo.device import pin
from tests.cheap_databases import cheap_databases
from tests.cheap_pages import cheap_pages

_load_authorities = ssl.SSLContext.load_verify_locations


@contextmanager
def cheap():
    """All of it at once: a fixture that is everybody's costs each test, so that there is to be one of them."""
    with ExitStack() as ends:
        patch = ends.enter_context(pytest.MonkeyPatch.context())
        # Hundreds of tests pay for a hash by argon2id, and most of those of phones for a PIN's key and the check of a provider's.
        patch.setattr(passwords, "COSTS", passwords.Costs(memory=8, iterations=1))
        patch.setattr(pin, "ITERATIONS", 1)
        patch.setattr(credentials, "load_pem_private_key", cache(credentials.load_pem_private_key))
        # Nobody is called whom authorities of the system or of `certifi` vouch for: to read them takes longer than most tests.
        patch.setattr(ssl.SSLContext, "set_default_verify_paths", lambda _: None)
        patch.setattr(ssl.SSLContext, "load_verify_locations", _load_known)
        # Who ends a server in a thread waits until it looks whether it is to end: half a second.
        patch.setattr(socketserver.BaseServer.serve_forever, "__defaults__", (0.01,))
        ends.enter_context(cheap_databases())
        ends.enter_context(cheap_pages())
        yield


@contextmanager
def real_password_costs():
    """As in production, until it is left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COSTS", passwords.Costs())
        yield


def _load_known(context, cafile=None, capath=None, cadata=None):
    if cafile != certifi.where():
        _load_authorities(context, cafile, capath, cadata)
