"""The load that phones make: signatures, tokens, activations. Phones sign and encrypt in the driver's process."""

import base64
import json
from typing import Any

from api.demo.device import key_exchange, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.tokens import PhoneToken
from api.demo.handset import Handset
from tests.bench.http import Connection
from tests.bench.load import Clock, Work
from tests.bench.phones import KeptPhone

MOUNTED = "/enrollment-server"
VERSION = "3.2"
TWO_FACTORS = "possession_knowledge"
BODY = b'{"requestObject":{}}'


async def signatures(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Each phone has its signature checked, over and over."""

    def worker(phone: Handset) -> Work:
        connection = Connection(job["port"])

        async def once(_: int) -> None:
            headers = phone.sign("POST", "/pa/signature/validate", BODY, job.get("factors", TWO_FACTORS))
            await clock.time(job["name"], connection.send("POST", f"{MOUNTED}/pa/v3/signature/validate", BODY, headers))

        return once

    return [worker(phone) for phone in _phones(job)]


async def tokens(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Each phone reads its registration by a token, encrypted."""

    async def worker(phone: Handset) -> Work:
        connection = Connection(job["port"])
        sealed = phone.seal(EncryptionPurpose.TOKEN_CREATE, b"{}")
        headers = phone.sign("POST", "/pa/token/create", sealed.body, TWO_FACTORS)
        answer = await connection.send("POST", f"{MOUNTED}/pa/v3/token/create", sealed.body, headers)
        made = wire.read(sealed.open(wire.read(answer)))
        token = PhoneToken(wire.text_of(made, "tokenId"), wire.bytes_of(made, "tokenSecret", 16))

        async def once(_: int) -> None:
            asked = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
            headers = phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | phone.token_header(token)
            path = f"{MOUNTED}/pa/v3/activation/detail"
            await clock.time(job["name"], connection.send("POST", path, asked.body, headers))

        return once

    return [await worker(phone) for phone in _phones(job)]


async def activations(job: dict[str, Any], clock: Clock) -> list[Work]:
    """The bank invites, a phone exchanges keys, the bank commits: a registration's whole workflow."""
    basic = base64.b64encode(":".join(job["credentials"]).encode()).decode()
    bank = {"Authorization": f"Basic {basic}"}
    cloud = "/powerauth-cloud/v2/registrations"

    def worker(phone: Handset) -> Work:
        connection = Connection(job["port"])

        async def once(number: int) -> None:
            request = {"userId": f"activated-{number}", "appId": "bench"}
            invited = json.loads(await clock.time("invite", connection.send("POST", cloud, request, bank)))
            prepared = key_exchange.prepare(
                phone.seal, kind="CODE", identity={"code": invited["activationCode"]}, about={}, compressed=True
            )
            headers = phone.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
            path = f"{MOUNTED}/pa/v3/activation/create"
            await clock.time(job["name"], connection.send("POST", path, prepared.outer.body, headers))
            commit = connection.send("POST", f"{cloud}/{invited['registrationId']}/commit", {}, bank)
            await clock.time("commit", commit)

        return once

    return [worker(phone) for phone in _phones(job)]


def _phones(job: dict[str, Any]) -> list[Handset]:
    return [KeptPhone(**kept).handset(VERSION) for kept in job["phones"]]
