"""A data adapter for which not all wait when it is slow."""

from activities.data_adapter.adapter import AdapterDelivery, AdapterFinding, AdapterRequest, DataAdapter
from activities.peers.patience import PeerPatience


class PatientAdapter:
    """Asks another one; raises `Busy` besides what that one raises."""

    def __init__(self, adapter: DataAdapter, patience: PeerPatience) -> None:
        self._adapter, self._patience = adapter, patience

    def check_credential(self, request: AdapterRequest, value: str) -> AdapterFinding:
        """See `DataAdapter`."""
        with self._patience.call():
            return self._adapter.check_credential(request, value)

    def send_otp(self, request: AdapterRequest, language: str) -> AdapterDelivery:
        """See `DataAdapter`."""
        with self._patience.call():
            return self._adapter.send_otp(request, language)

    def check_otp(self, request: AdapterRequest, otp_id: str, value: str) -> AdapterFinding:
        """See `DataAdapter`."""
        with self._patience.call():
            return self._adapter.check_otp(request, otp_id, value)

    def find_user(self, request: AdapterRequest, username: str) -> str | None:
        """See `DataAdapter`."""
        with self._patience.call():
            return self._adapter.find_user(request, username)
