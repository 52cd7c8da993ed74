"""Templates from files and catalogs, stored in a database that has none yet."""

from activities.store import operation_templates
from activities.store.database import Database
from activities.templates.words import operation_texts, push_texts
from config.definitions.model import DefinitionSet
from locales.catalogs import Catalogs


def load_templates(database: Database, definitions: DefinitionSet, catalogs: Catalogs) -> bool:
    """Says whether it stored them. Repeatable; what administrators changed since stays as they left it.

    Raises `TextsMissing` where definitions name texts that no catalog has.
    """
    return operation_templates.load_shipped(
        database,
        list(definitions.operation_templates),
        list(operation_texts(definitions, catalogs)),
        list(push_texts(definitions, catalogs)),
    )
