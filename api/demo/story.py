"""What the demo tells: a login by a password, a phone and what it approves, payments confirmed by SMS codes."""

import ssl
from collections.abc import Callable
from typing import Any

import httpx

from activities.store.database import Database
from api.demo.approval_scene import ApprovalScene
from api.demo.caller import Caller, Unexpected
from api.demo.checked_scene import CheckedScene
from api.demo.forms import LOGIN, PAYMENT
from api.demo.mobile_bank import MobileBank
from api.demo.offline_scene import OfflineScene
from api.demo.registration_scene import RegistrationScene
from api.demo.sms_gateway import SmsGateway
from api.demo.terminal import Terminal

USER = "demo.user"
LANGUAGE = "cs"
PASSWORD = "USERNAME_PASSWORD_AUTH"  # noqa: S105 - the name of a method


class Story:
    """All scenes, against the server at `base_url`; `ui` is the Temporal UI's address, `namespace` that of the operations.

    `admin`: name and password of PowerAuth Cloud's administrator. `database` is the server's: push messages are read there.
    `registration_workflow` gives the id of a registration's workflow. `tls`: how its certificate is judged, where it has one.
    `gateway` is where the server sends one-time passwords.
    """

    def __init__(
        self,
        base_url: str,
        ui: str,
        namespace: str,
        *,
        registration_workflow: Callable[[str], str],
        admin: tuple[str, str],
        database: Database,
        terminal: Terminal,
        tls: ssl.SSLContext,
        gateway: SmsGateway,
    ) -> None:
        self._gateway = gateway
        self._registration_workflow = registration_workflow
        self._admin = admin
        self._database = database
        self._http = httpx.Client(base_url=base_url, timeout=15, verify=tls)
        self._workflows = f"{ui}/namespaces/{namespace}/workflows"
        self._terminal = terminal
        self._bank, self._web = (Caller(role, self._http, terminal) for role in ("bank", "web flow"))

    def tell(self) -> None:
        """Play all scenes. Raises `Unexpected` where the engine answers something else."""
        with self._http:
            finished = {
                "login": self._login(),
                **self._phone(),
                "payment": self._payment(),
                "checked payment": self._checked(),
            }
        self._terminal.scene(
            "In the Temporal UI", "Each operation is one workflow, and so is each registration until it is active."
        )
        for name, workflow_id in finished.items():
            self._terminal.link(f"the {name}", f"{self._workflows}/{workflow_id}")
        query = f"NextStepUserId%3D%22{USER}%22"
        self._terminal.link("all of this user", f"{self._workflows}?query={query}")

    def _login(self) -> str:
        self._terminal.scene("A login", "The bank's web asks for a name and a password, then for consent.")
        created = self._create("The user wants to log in.", operationName="login", operationData="A2", formData=LOGIN)
        operation_id = created["operationId"]
        self._step(operation_id, "The password was wrong.", PASSWORD, "AUTH_FAILED")
        self._read(operation_id)
        self._step(operation_id, "The second password is right.", PASSWORD, "CONFIRMED")
        return self._finish(operation_id)

    def _phone(self) -> dict[str, str]:
        bank = MobileBank(self._http, self._terminal, self._admin)
        phone = RegistrationScene(bank, self._http, self._terminal, USER).play(self._web)
        scene = ApprovalScene(bank, self._terminal, self._database, user_id=USER, language=LANGUAGE)
        decided = scene.play(phone)
        offline = OfflineScene(bank, self._terminal, user_id=USER, language=LANGUAGE).play(phone)
        return {
            "phone": self._registration_workflow(phone.activation_id),
            **decided,
            "offline payment": offline,
        }

    def _payment(self) -> str:
        self._terminal.scene(
            "A payment", "100 CZK to 238400856/0300: password, a look at the payment, SMS code, consent."
        )
        created = self._create(
            "The user wants to pay.",
            operationName="authorize_payment",
            operationData="A1*A100CZK*Q238400856/0300**D20170629*NUtility Bill Payment - 05/2017",
            formData=PAYMENT,
        )
        operation_id = created["operationId"]
        self._step(operation_id, "Name and password are right.", PASSWORD, "CONFIRMED")
        for language in ("en", "cs"):
            detail = self._web(
                f"Show the payment to a reader of {language}.",
                "POST",
                "/operation/detail",
                language,
                operationId=operation_id,
            )
            self._terminal.form(language, detail["formData"])
        self._web(
            "The user picks the SMS code.",
            "PUT",
            "/operation/chosenAuthMethod",
            operationId=operation_id,
            chosenAuthMethod="SMS_KEY",
        )
        self._step(operation_id, "The SMS code was mistyped.", "SMS_KEY", "AUTH_FAILED")
        self._read(operation_id)
        self._step(operation_id, "The SMS code is right.", "SMS_KEY", "CONFIRMED")
        return self._finish(operation_id)

    def _checked(self) -> str:
        return CheckedScene(self._bank, self._web, self._terminal, self._gateway, LANGUAGE).play()

    def _create(self, purpose: str, **request: Any) -> dict[str, Any]:
        created = self._bank(purpose, "POST", "/operation", **request)
        self._terminal.answer(result=created["result"], next=_methods(created), expires=created["timestampExpires"])
        return created

    def _step(self, operation_id: str, purpose: str, method: str, result: str) -> dict[str, Any]:
        step = {"operationId": operation_id, "userId": USER, "authMethod": method, "authStepResult": result}
        answer = self._web(purpose, "PUT", "/operation", **step)
        self._terminal.answer(result=answer["result"], next=_methods(answer))
        return answer

    def _read(self, operation_id: str) -> dict[str, Any]:
        detail = self._web("How many attempts are left?", "POST", "/operation/detail", operationId=operation_id)
        self._terminal.answer(result=detail["result"], remaining_attempts=detail["remainingAttempts"])
        return detail

    def _finish(self, operation_id: str) -> str:
        last = self._step(operation_id, "The user consents.", "CONSENT", "CONFIRMED")
        if last["result"] != "DONE":
            raise Unexpected(f"the operation ended as {last['result']}")
        detail = self._bank("What became of it?", "POST", "/operation/detail", operationId=operation_id)
        steps = [f"{entry['authMethod']} {entry['requestAuthStepResult']}" for entry in detail["history"]]
        self._terminal.answer(result=detail["result"], history=", ".join(steps))
        return operation_id


def _methods(answer: dict[str, Any]) -> list[str]:
    return [step["authMethod"] for step in answer["steps"]]
