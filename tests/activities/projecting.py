"""Who writes operations' states, as a process has it."""

from activities.notifications.operation import OperationNotifier
from activities.projection.operation import OperationProjector
from activities.secrets.sealing import Sealer
from api.formdata.push_words import push_words
from locales.catalogs import Catalogs

CATALOGS = Catalogs()


def notifier(sealer=None, *, most=10):
    """`most`: pushes to a user in a minute."""
    return OperationNotifier(sealer or Sealer.of(), CATALOGS, push_words, most=most)


def projector(sealer=None):
    return OperationProjector(notifier(sealer))
