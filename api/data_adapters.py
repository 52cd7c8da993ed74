"""The data adapter, as the settings say."""

from typing import cast

from activities.data_adapter.adapter import DataAdapter, NoAdapter
from activities.data_adapter.http_adapter import HttpDataAdapter
from api.providers import make
from config.settings import Settings


def data_adapter(settings: Settings) -> DataAdapter:
    """Raises `SettingsInvalid` where a class is named that cannot be made."""
    name = settings.data_adapter
    if not name:
        return NoAdapter()
    if "://" not in name:
        return cast("DataAdapter", make("data_adapter", name))
    return HttpDataAdapter(name, settings.data_adapter_secret.get_secret_value())
