"""Protocol 4 for applications that were there before it: `nextstep migrate` gives them what new ones are created with."""

from collections.abc import Callable, Collection

from activities.device import allowed_algorithms
from activities.device.master_key_pairs import MasterKeyPairs
from activities.powerauth.v4.algorithm import Algorithm
from activities.secrets.sealing import Sealer
from activities.store import applications, master_key_pairs
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database


def introduce(
    database: Database, sealer: Sealer, algorithms: Collection[Algorithm], progress: Callable[[str, int, int], None]
) -> int:
    """Give applications the key pairs of protocol 4 that they lack, and allow the algorithms where nobody has said which.

    How many applications that were. Each is a transaction of its own, so this is repeatable, also after it was stopped; of two
    at once, one gives an application its keys and the other leaves them. `progress` hears of each, its number and of how many.
    Raises `Unsealable`.
    """
    pairs = MasterKeyPairs(sealer)
    with database.read() as session:
        found = applications.before_v4(session)
    for number, application_id in enumerate(found, 1):
        _introduce(database, pairs, application_id, algorithms)
        progress(application_id, number, len(found))
    return len(found)


def _introduce(
    database: Database, pairs: MasterKeyPairs, application_id: str, algorithms: Collection[Algorithm]
) -> None:
    with database.write() as session:
        applications.lock(session, application_id)
        for row in master_key_pairs.without_v4(session, application_id):
            master_key_pairs.add_v4(session, row.row_id, pairs.generate_v4(application_id, row.public_key))
        if applications.first_algorithms(session, application_id, allowed_algorithms.write(algorithms)):
            details = {"id": application_id, "supportedAlgorithms": allowed_algorithms.texts(algorithms)}
            trail.record(session, Event(Action.APPLICATION_CHANGE, application_id=application_id, details=details))
