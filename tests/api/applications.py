"""Applications in this process: each on a new database, with no Temporal to be found."""

from contextlib import ExitStack, contextmanager

from activities.store.database import Database
from activities.templates.shipped import load_templates
from api.app import create_app
from config import master_key
from config.definitions.load import load as load_definitions
from locales.catalogs import Catalogs
from tests.lone_settings import lone
from tests.migrated import migrated


def new_home(folder, *, definitions=False, templates=False, **settings):
    """The settings of an application whose database, in `folder`, has the current schema, and the shipped content asked for."""
    found = lone(
        home=folder,
        temporal_address="127.0.0.1:9",
        update_timeout=0.2,
        **{"master_key": master_key.generate(), **settings},
    )
    database = Database(found.store_url)
    migrated(database, definitions=definitions)
    if templates:
        load_templates(database, load_definitions(), Catalogs())
    database.close()
    return found


@contextmanager
def closing_applications():
    """What makes applications as `create_app` does; at the end of the `with` their databases are closed."""
    with ExitStack() as ends:

        def create(settings, services=None):
            app = create_app(settings, services)
            ends.callback(app.extensions["nextstep"].database.close)
            return app

        yield create
