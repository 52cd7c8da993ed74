"""The data adapter, as the settings say."""

from typing import cast

from activities.data_adapter.adapter import DataAdapter, NoAdapter
from activities.data_adapter.http_adapter import HttpDataAdapter
from activities.data_adapter.patient_adapter import PatientAdapter
from activities.peers.patience import PeerPatience
from api.providers import make
from config.settings import Settings


def data_adapter(settings: Settings) -> DataAdapter:
    """A quarter of the threads wait for it where it is slow.

    Raises `SettingsInvalid` where a class is named that cannot be made.
    """
    name = settings.data_adapter
    if not name:
        return NoAdapter()
    found = (
        HttpDataAdapter(name, settings.data_adapter_secret.get_secret_value())
        if "://" in name
        else cast("DataAdapter", make("data_adapter", name))
    )
    return PatientAdapter(found, PeerPatience("the data adapter", settings.threads // 4))
