"""A carrier of one-time passwords for which not all wait when it is slow."""

from activities.otp.sending import OtpMessage, OtpSender
from activities.peers.patience import PeerPatience


class PatientSender:
    """Sends by another one; raises `Busy` besides what that one raises."""

    def __init__(self, sender: OtpSender, patience: PeerPatience) -> None:
        self._sender, self._patience = sender, patience

    def send(self, message: OtpMessage) -> None:
        """See `OtpSender`."""
        with self._patience.call():
            self._sender.send(message)
