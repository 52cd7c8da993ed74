"""The load of approvals: the bank asks, a phone lists and approves, the bank reads; and phones that list over and over."""

import base64
import json
import time
from dataclasses import dataclass, replace
from typing import Any

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.tokens import PhoneToken
from api.demo.handset import Handset
from tests.bench.http import Connection
from tests.bench.load import Clock, Work
from tests.bench.phone_load import MOUNTED, TWO_FACTORS, VERSION
from tests.bench.phones import KeptPhone

CLOUD = "/powerauth-cloud/v2/operations"
PHONE = f"{MOUNTED}/api/auth/token/app/operation"
PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}
LIST = b'{"requestObject":{}}'


async def approvals(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Create, list, authorize by two factors, read: all four over HTTP, each phone of a user of its own."""

    async def worker(kept: dict[str, str]) -> Work:
        user = kept["user_id"]
        phone, token, connection = await _phone(job, kept)
        bank = _bank(job)

        async def flow(_: int) -> None:
            created = await clock.time("create", connection.send("POST", CLOUD, _payment(user), bank))
            operation_id = json.loads(created)["operationId"]
            listed = await clock.time("list", connection.send("POST", f"{PHONE}/list", LIST, phone.token_header(token)))
            [shown] = json.loads(listed)["responseObject"]
            body = wire.write({"requestObject": {"id": shown["id"], "data": shown["data"]}})
            headers = phone.sign("POST", "/operation/authorize", body, TWO_FACTORS)
            await clock.time("authorize", connection.send("POST", f"{PHONE}/authorize", body, headers))
            found = json.loads(await clock.time("detail", connection.send("GET", f"{CLOUD}/{operation_id}", b"", bank)))
            if found["status"] != "APPROVED":
                raise RuntimeError(found)
            clock.last_id = operation_id

        return flow

    return [await worker(kept) for kept in job["phones"]]


async def asks(job: dict[str, Any], clock: Clock) -> list[Work]:
    """The bank asks the job's user, over and over; nobody answers."""

    def worker() -> Work:
        connection = Connection(job["port"])

        async def once(number: int) -> None:
            # Each of another amount: what is alike for all would be formatted once.
            payment = PAYMENT | {"amount": f"{number}.{number % 100:02}"}
            request = _payment(job["user_id"], payment) | {"timestampExpires": (int(time.time()) + 3600) * 1000}
            await clock.time("create", connection.send("POST", CLOUD, request, _bank(job)))

        return once

    return [worker() for _ in range(job["parallel"])]


async def lists(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Each phone lists the `pending` operations that wait for its user."""

    async def worker(kept: dict[str, str]) -> Work:
        phone, token, connection = await _phone(job, kept)

        async def listed() -> bytes:
            return await connection.send("POST", f"{PHONE}/list", LIST, phone.token_header(token))

        async def once(_: int) -> None:
            await clock.time(job["name"], listed())

        if len(json.loads(await listed())["responseObject"]) != job["pending"]:
            raise RuntimeError(f"not {job['pending']} operations wait")
        return once

    return [await worker(kept) for kept in job["phones"]]


async def _phone(job: dict[str, Any], kept: dict[str, str]) -> tuple[Handset, PhoneToken, Connection]:
    phone, connection = KeptPhone(**kept).handset(VERSION), Connection(job["port"])
    _unlock(phone)
    sealed = phone.seal(EncryptionPurpose.TOKEN_CREATE, b"{}")
    headers = phone.sign("POST", "/pa/token/create", sealed.body, TWO_FACTORS)
    answer = await connection.send("POST", f"{MOUNTED}/pa/v3/token/create", sealed.body, headers)
    made = wire.read(sealed.open(wire.read(answer)))
    return phone, PhoneToken(wire.text_of(made, "tokenId"), wire.bytes_of(made, "tokenSecret", 16)), connection


@dataclass(frozen=True)
class _Revealed:
    """A knowledge key that asks no PIN: stretching the PIN would cost the driver more than all that it drives."""

    key: bytes

    def reveal(self, _pin: str) -> bytes:
        return self.key


def _unlock(phone: Handset) -> None:
    found = phone.registration
    knowledge = _Revealed(found.knowledge.reveal(phone.pin))
    phone.keep(replace(found, knowledge=knowledge), phone.counter)


def _bank(job: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(':'.join(job['credentials']).encode()).decode()}"}


def _payment(user_id: str, payment: dict[str, str] = PAYMENT) -> dict[str, Any]:
    return {"userId": user_id, "template": "payment", "parameters": payment}
