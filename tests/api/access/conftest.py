"""An application that serves everything, and whoever may call it."""

import pytest

from tests.api.access.callers import Callers
from tests.api.applications import new_home
from tests.identity_provider import IdentityProvider, SigningKey

ADMIN = ("admin", "the administrator's own")


@pytest.fixture(scope="module")
def provider():
    with IdentityProvider(SigningKey("ES256")).serving() as found:
        yield found


@pytest.fixture(scope="module")
def app(tmp_path_factory, provider, new_app_of_module):
    """It takes passwords and tokens, at the Next Step API too."""
    settings = new_home(
        tmp_path_factory.mktemp("access"),
        definitions=True,
        login_attempts=1_000_000,
        oidc_nextstep=True,
        codec_endpoint=True,
        **provider.settings,
    )
    app = new_app_of_module(settings)
    app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    return app


@pytest.fixture(scope="module")
def callers(app, provider):
    return Callers(app, provider)
