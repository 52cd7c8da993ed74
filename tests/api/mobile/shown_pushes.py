"""What was pushed to a phone."""

import time

from activities.push import local
from activities.store.database import Database

WAIT_SECONDS = 15


def shown(stack, user, count):
    """The messages that the user's phone was sent, waited for, oldest first."""
    database = Database(stack.settings.store_url)
    deadline = time.monotonic() + WAIT_SECONDS
    try:
        while len(found := local.list_shown(database, user.phone.registration.activation_id)) < count:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
    finally:
        database.close()
    return [one.message for one in found]
