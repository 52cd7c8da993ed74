"""An application removed, with all that it consists of: versions and keys, who manages it, callbacks, push credentials.

What it was stays where it happened: removed registrations, operations and the audit name it until their time is up.
"""

from activities.callbacks.enqueue import KIND
from activities.store import applications, callbacks, circuits, push_providers, registrations
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from config.reasons import Reason
from config.refused import Refused


def remove_application(database: Database, application_id: str) -> None:
    """Its apps are refused from now on. Raises `Refused` APPLICATION_NOT_FOUND; APPLICATION_IN_USE while phones are registered.

    A registration that begins in the same moment finds no application for its phone, and lapses.
    """
    with database.write() as session:
        applications.roles(session, application_id)
        applications.lock(session, application_id)
        if registrations.is_any_open(session, application_id):
            raise Refused(Reason.APPLICATION_IN_USE, "Registrations of the application have to be removed first")
        for callback in callbacks.list_callbacks(session, application_id):
            callbacks.remove(session, callback.callback_id)
            circuits.delete_circuit(session, KIND, callback.callback_id)
        push_providers.remove_all(session, application_id)
        applications.remove(session, application_id)
        trail.record(session, Event(Action.APPLICATION_REMOVE, application_id=application_id))
