"""What the one word of a delivery's last error means, as a sentence for operators."""

from http import HTTPStatus

_HTTP = "HTTP_"
_WORDS = {
    "ADDRESS_REFUSED": "its address leads to a network that callbacks must not reach",
    "BUSY": "as many are on their way to this receiver as may be",
    "CALLBACK_DISABLED": "the callback is disabled",
    "CALLBACK_REMOVED": "the callback was removed",
    "CANCELED": "an operator gave it up, by cancelling its workflow",
    "CONNECTION_FAILED": "the receiver refused the connection, or is not there",
    "CREDENTIALS_REFUSED": "the push provider refuses the application's credentials",
    "DESTINATION_AWAY": "the receiver has not answered others, and is tried again in a while",
    "LASTING_FAULT": "a fault of this server's own, which no other attempt mends: its log has it",
    "MESSAGE_EXPIRED": "what it tells of was over before it could be sent",
    "MESSAGE_NOT_MADE": "no message could be made of the event: the log has why",
    "MESSAGE_REFUSED": "the push provider refuses the message",
    "NOT_RESOLVED": "nobody knows the receiver's name (DNS)",
    "NO_DEVICE": "the phone takes no pushes any more",
    "NO_PROVIDER": "the application has no credentials at a provider for this phone",
    "NO_SENDER": "no worker of this release sends deliveries of this kind",
    "PROTOCOL_ERROR": "what came back was no HTTP",
    "PROVIDER_UNAVAILABLE": "the push provider is busy, or fails",
    "PROVIDER_UNREACHABLE": "the push provider was not reached",
    "REGISTRATION_NOT_ACTIVE": "the phone's registration is not active",
    "SENDER_FAILED": "a fault of this server's own: its log has it",
    "TIMED_OUT": "there was no answer in time",
    "TLS_FAILED": "the receiver's certificate is not trusted, or no TLS was agreed on",
    "TOKEN_GONE": "the push provider does not know the phone any more",
    "UNSEALABLE": "its contents are under a master key that the worker does not have",
    "URL_INVALID": "its address is none",
    "WRONG_ENVIRONMENT": "the phone is of another environment at Apple than the application's credentials",
}


def in_words(last_error: str) -> str:
    """The sentence; of a word that this release does not know, the word."""
    status = last_error.removeprefix(_HTTP)
    if status != last_error and status.isascii() and status.isdecimal():
        known = {one.value: one.phrase for one in HTTPStatus}
        return f"the receiver answered {status} {known.get(int(status), '')}".rstrip()
    return _WORDS.get(last_error, last_error)
