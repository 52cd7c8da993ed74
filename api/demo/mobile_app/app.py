"""The app on the phone: what published mobile-token SDKs ask the server for, in the language of its user."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import wire
from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.signing import Factors
from api.demo.mobile_app.kept_phone import KeptPhone
from api.demo.phone_calls import TWO_FACTORS

_OPERATION = "/api/auth/token/app/operation"
_INBOX = "/api/inbox"
_REFUSED_TOKEN = "POWERAUTH_AUTH_FAIL"  # noqa: S105 - an error's code


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation, or all that wait, and the server's time, by which an app counts down; null where it is not told."""

    content: Any
    server_time: str | None


class PhoneApp:
    """Raises what `PhoneCalls` raises. What only reads goes by one token, made when it is first needed."""

    def __init__(self, phone: KeptPhone, language: str) -> None:
        self.phone = phone
        self.language = language

    def waiting(self) -> Shown:
        """The operations that wait, newest first."""
        return _listed(self._by_token(f"{_OPERATION}/list", {}))

    def detail(self, operation_id: str) -> Shown:
        """One that waits."""
        return _one(self._by_token(f"{_OPERATION}/detail", {"id": operation_id}))

    def claim(self, operation_id: str) -> Shown:
        """One that was nobody's, this user's from now on."""
        return _one(self._by_token(f"{_OPERATION}/detail/claim", {"id": operation_id}))

    def history(self, factors: str = TWO_FACTORS) -> Shown:
        """All operations, newest first, however they ended."""
        body = wire.write({"requestObject": {}})
        headers = self.phone.sign("POST", "/operation/history", body, factors) | self._language()
        return _listed(wire.read(self.phone.line.send(f"{_OPERATION}/history", body, headers)))

    def approve(self, operation: Mapping[str, Any], factors: str, one_time_password: str | None = None) -> None:
        """Sign the operation's id and data; `one_time_password` is what the app scanned."""
        request = {"id": operation["id"], "data": operation["data"]}
        if one_time_password is not None:
            request["proximityCheck"] = {"otp": one_time_password, "type": "QR_CODE"}
        self.phone.call_signed(f"{_OPERATION}/authorize", "/operation/authorize", request, factors)

    def reject(self, operation_id: str, reason: str) -> None:
        """Say no, which takes the phone alone."""
        request = {"id": operation_id, "reason": reason}
        self.phone.call_signed(f"{_OPERATION}/cancel", "/operation/cancel", request, Factors.POSSESSION)

    def register_push(self, platform: str, push_token: str) -> None:
        """Tell the server where the phone is reached."""
        self._by_token("/api/push/device/register", {"platform": platform, "token": push_token})

    def unread(self) -> int:
        """How many messages of the inbox are not read."""
        return int(self._by_token(f"{_INBOX}/count", {})["responseObject"]["countUnread"])

    def messages(self, *, page: int, size: int, only_unread: bool) -> list[dict[str, Any]]:
        """A page of the inbox, newest first."""
        request = {"page": page, "size": size, "onlyUnread": only_unread}
        found: list[dict[str, Any]] = _listed(self._by_token(f"{_INBOX}/message/list", request)).content
        return found

    def message(self, message_id: str) -> dict[str, Any]:
        """A message with its body; to look at it does not mark it as read."""
        found: dict[str, Any] = _one(self._by_token(f"{_INBOX}/message/detail", {"id": message_id})).content
        return found

    def mark_read(self, message_id: str) -> None:
        """The user has read it."""
        self._by_token(f"{_INBOX}/message/read", {"id": message_id})

    def mark_all_read(self) -> None:
        """The user has read all of them."""
        self._by_token(f"{_INBOX}/message/read-all", {})

    def _by_token(self, path: str, request: Mapping[str, Any]) -> dict[str, Any]:
        kept = self.phone.token
        try:
            return self._send(path, request)
        except ServerRefused as refused:
            if kept is None or refused.code != _REFUSED_TOKEN:
                raise
            # The server has forgotten the token: whether it lets the phone in, a new one tells.
            self.phone.token = None
            return self._send(path, request)

    def _send(self, path: str, request: Mapping[str, Any]) -> dict[str, Any]:
        token = self.phone.token
        if token is None:
            token = self.phone.token = self.phone.create_token(Factors.POSSESSION)
        headers = self.phone.token_header(token) | self._language()
        answer = wire.read(self.phone.line.send(path, wire.write({"requestObject": request}), headers))
        wire.unwrap(answer)
        return answer

    def _language(self) -> dict[str, str]:
        return {"Accept-Language": self.language}


def _listed(answer: Mapping[str, Any]) -> Shown:
    found = wire.unwrap(answer)
    if not isinstance(found, list):
        raise Untrusted("the answer is no list")
    return Shown(found, answer.get("currentTimestamp"))


def _one(answer: Mapping[str, Any]) -> Shown:
    found = wire.unwrap(answer)
    if not isinstance(found, dict):
        raise Untrusted("the answer is no object")
    return Shown(found, answer.get("currentTimestamp"))
