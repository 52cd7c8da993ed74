"""One-time passwords carried by the bank's own gateway: a signed POST, to which it answers 2xx where it has taken the message."""

import ssl

from activities.callbacks.destinations import DestinationRefused, parse, resolve
from activities.callbacks.http_post import NoAnswer, Poster
from activities.callbacks.signed_request import body_of, gateway_headers
from activities.otp.sending import NotDelivered, OtpMessage
from config.clock import now_ms

# A caller waits for it.
SECONDS = 8


class WebhookSender:
    """`secret` signs as callbacks are signed. `private` lets it go to loopback and private networks; `tls`: whom to trust."""

    def __init__(self, url: str, secret: str, *, private: bool, tls: ssl.SSLContext | None = None) -> None:
        self._url, self._secret, self._private = parse(url), secret, private
        self._poster = Poster(tls or ssl.create_default_context(), seconds=SECONDS)

    def send(self, message: OtpMessage) -> None:
        """See `OtpSender`."""
        body = body_of(
            {
                "otpId": message.sending.otp_id,
                "otpName": message.sending.otp_name,
                "userId": message.sending.user_id,
                "operationId": message.sending.operation_id,
                "language": message.language,
                "phone": message.phone,
                "email": message.email,
                "text": message.text,
            }
        )
        headers = gateway_headers(self._secret, message.sending.otp_id, body, now_ms=now_ms())
        try:
            found = resolve(self._url, private=self._private)
            status = self._poster.post(self._url, found, headers=headers, body=body)
        except (DestinationRefused, NoAnswer) as error:
            raise NotDelivered(error.word) from None
        if not 200 <= status < 300:
            raise NotDelivered(f"HTTP_{status}")
