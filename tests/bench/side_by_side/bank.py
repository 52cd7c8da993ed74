"""An application, a bank and registered phones, made over HTTP alone: their tables and seals are each build's own."""

from dataclasses import asdict
from typing import Any

import httpx

from api.demo.device import key_exchange, points, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.handset import Handset
from tests.bench.phone_load import MOUNTED, VERSION
from tests.bench.phones import KeptPhone

_CLOUD = "/powerauth-cloud"
_NAME = "bench"


class Bank:
    """Manages the application `bench`; set up when it is made."""

    def __init__(self, http: httpx.Client, admin: tuple[str, str]) -> None:
        self._http = http
        self._sdk_config: str = self._ask(admin, "/admin/applications", {"id": _NAME})["mobileSdkConfig"]
        self.credentials = (_NAME, str(self._ask(admin, "/admin/users", {"username": _NAME})["password"]))
        self._ask(admin, f"/admin/users/{_NAME}/applications/{_NAME}", None)
        self._users = 0

    def phones(self, count: int) -> list[dict[str, str]]:
        """New registered phones, each of a user of its own, as JSON takes them."""
        return [asdict(self._phone()) for _ in range(count)]

    def _phone(self) -> KeptPhone:
        self._users += 1
        user_id = f"user-with-phone-{self._users}"
        invited = self._ask(self.credentials, "/v2/registrations", {"userId": user_id, "appId": _NAME})
        phone = Handset(self._http, str(self._http.base_url), self._sdk_config, version=VERSION)
        identity = {"code": invited["activationCode"]}
        prepared = key_exchange.prepare(phone.seal, kind="CODE", identity=identity, about={}, compressed=True)
        headers = phone.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
        answer = self._http.post(f"{MOUNTED}/pa/v3/activation/create", content=prepared.outer.body, headers=headers)
        outer = wire.read(prepared.outer.open(wire.read(answer.raise_for_status().content)))
        agreed = wire.read(prepared.inner.open(outer["activationData"]))
        self._ask(self.credentials, f"/v2/registrations/{invited['registrationId']}/commit", {})
        return KeptPhone(
            sdk_config=self._sdk_config,
            registration_id=agreed["activationId"],
            server_public_key=agreed["serverPublicKey"],
            ctr_data=agreed["ctrData"],
            device_private_key=wire.b64(points.private_bytes(prepared.device)),
            user_id=user_id,
        )

    def _ask(self, credentials: tuple[str, str], path: str, request: dict[str, Any] | None) -> dict[str, Any]:
        answer = self._http.post(_CLOUD + path, json=request, auth=credentials).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
