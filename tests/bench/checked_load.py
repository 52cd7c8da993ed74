"""The payment of the web whose password and code the engine checks itself, in the driver's process."""

import json
from typing import Any

from tests.bench.http import Connection
from tests.bench.load import Clock, Work

_BASE = "/powerauth-nextstep"


async def checked(job: dict[str, Any], clock: Clock) -> list[Work]:
    """Create, the password, a one-time password made and checked, consent reported, one detail: each caller is another user."""

    def worker(user_id: str) -> Work:
        connection = Connection(job["port"])

        async def send(name: str, verb: str, path: str, wanted: dict[str, Any]) -> Any:
            body = await clock.time(name, connection.send(verb, _BASE + path, {"requestObject": wanted}))
            return json.loads(body)["responseObject"]

        async def flow(_number: int) -> None:
            created = await send("create", "POST", "/operation", job["create"])
            operation = {"operationId": created["operationId"]}
            step = operation | {"userId": user_id, "credentialName": job["credential"], "updateOperation": True}
            password = step | {"credentialValue": job["value"], "authMethod": "USERNAME_PASSWORD_AUTH"}
            _succeeded(await send("password", "POST", "/auth/credential", password))
            asked = operation | {"userId": user_id, "otpName": job["otp"]}
            otp = await send("otp", "POST", "/otp", asked)
            code = {
                "otpId": otp["otpId"],
                "otpValue": otp["otpValue"],
                "updateOperation": True,
                "authMethod": "SMS_KEY",
            }
            _succeeded(await send("code", "POST", "/auth/otp", operation | code))
            consent = operation | {"userId": user_id, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
            answer = await send("update", "PUT", "/operation", consent)
            if answer["result"] != "DONE":
                raise RuntimeError(answer)
            await send("detail", "POST", "/operation/detail", operation)
            clock.last_id = created["operationId"]

        return flow

    return [worker(user_id) for user_id in job["users"]]


async def credentials(job: dict[str, Any], clock: Clock) -> list[Work]:
    """A user's right password over and over, for no operation: each caller is a user of his own."""

    def worker(user_id: str) -> Work:
        connection = Connection(job["port"])
        wanted = {"userId": user_id, "credentialName": job["credential"], "credentialValue": job["value"]}

        async def once(_number: int) -> None:
            path = f"{_BASE}/auth/credential"
            body = await clock.time("password", connection.send("POST", path, {"requestObject": wanted}))
            _succeeded(json.loads(body)["responseObject"])

        return once

    return [worker(user_id) for user_id in job["users"]]


async def codes(job: dict[str, Any], clock: Clock) -> list[Work]:
    """A one-time password made and checked, for no operation."""

    def worker(user_id: str) -> Work:
        connection = Connection(job["port"])

        async def send(name: str, path: str, wanted: dict[str, Any]) -> Any:
            body = await clock.time(name, connection.send("POST", _BASE + path, {"requestObject": wanted}))
            return json.loads(body)["responseObject"]

        async def once(_number: int) -> None:
            otp = await send("otp", "/otp", {"userId": user_id, "otpName": job["otp"], "otpData": "A1*A100CZK"})
            _succeeded(await send("code", "/auth/otp", {"otpId": otp["otpId"], "otpValue": otp["otpValue"]}))

        return once

    return [worker(user_id) for user_id in job["users"]]


def _succeeded(answer: dict[str, Any]) -> None:
    if answer["authenticationResult"] != "SUCCEEDED":
        raise RuntimeError(answer)
