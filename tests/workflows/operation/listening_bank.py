"""A bank that listens to what becomes of its operation, as far as what it is to hear is noted."""

import json

from activities.callbacks.enqueue import KIND
from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.store import delivery_search, templated_operations
from activities.store.templated_operations import TemplatedOperation
from config.callbacks import CallbackType
from tests.workflows.operation.phone_operation import begun


class Bank:
    """The bank that created an operation and listens to what becomes of it."""

    def __init__(self, engine, operation, application_id):
        self.engine, self.operation, self.application_id = engine, operation, application_id
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("status",))
        registry = CallbackRegistry(engine.database, engine.sealer, private=True)
        registry.create(application_id, CallbackType.OPERATION_STATUS_CHANGE, terms)

    def told(self):
        """The events that are noted for it."""
        with self.engine.database.read() as session:
            found = delivery_search.search(session, kind=KIND, application_id=self.application_id, size=9)
        return [one.event_key for one in found]

    @property
    def result(self):
        return self.operation.row.result


async def asking(engine):
    """A bank whose operation waits for a phone."""
    home, operation = await begun(engine)
    application_id = home.row(operation.phone).application_id
    pinned_template = TemplatedOperation(
        operation.operation_id, "payment", json.dumps([application_id]), "en", "[]", "", 3, "{}"
    )
    with engine.database.write() as session:
        templated_operations.insert(session, pinned_template)
    return Bank(engine, operation, application_id)
