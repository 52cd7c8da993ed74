"""All phones, and a new one."""

from typing import Any
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for

from api.demo.device import activation_code, sdk_config
from api.demo.device.failures import Unreadable
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.masters import masters, offered
from api.demo.device.versions import Version
from api.demo.mobile_app.holding import line_of
from api.demo.mobile_app.kept_phone import kept_phone
from api.demo.mobile_app.state import PhoneProfile, PhoneState
from api.demo.mobile_app.storage import PhoneFileFailed
from api.webflow.calls import ApiRefused, ApiUnavailable
from api.webflow.customer import USER_ID
from api.webflow.front import front
from api.webflow.phone.bank import bank
from api.webflow.phone.blueprint import phone_pages
from api.webflow.phone.desk import phones
from api.webflow.phone.once import once
from api.webflow.phone.problems import PhoneProblem, of_the_line, of_the_server
from api.webflow.texts import language

# Versions of the protocol by their names, and the newest by its algorithms.
_PROTOCOLS: dict[str, Version | PhoneAlgorithm] = {
    str(one): one for one in (*sorted(Version, reverse=True), *PhoneAlgorithm)
}


@phone_pages.get("", strict_slashes=False)
def index() -> str:
    """The phones that are kept, and how one is registered."""
    return _index({})


@phone_pages.post("/invitations")
@once
def invite() -> Any:
    """The demonstration's bank makes a code, which the form then holds."""
    user = request.form.get("user", "").strip() or USER_ID
    try:
        invited = bank().invite(user)
    except PhoneProblem as problem:
        return _index({"user": user}, problem), problem.status
    return _index({"user": user, "code": invited.code, "config": invited.config, "server": front().installation.api})


@phone_pages.post("/phones")
@once
def register() -> Any:
    """A new phone. What was typed wrongly is shown again, but for the PIN."""
    inputs = request.form
    try:
        _register(inputs)
    except PhoneProblem as problem:
        return _index(inputs, problem), problem.status
    return redirect(url_for("phone.show", name=inputs["name"]), 303)


def _register(inputs: Any) -> None:
    server = _server(inputs.get("server", ""))
    pin, code = inputs.get("pin", ""), inputs.get("code", "").strip()
    if not 4 <= len(pin) <= 64:
        raise PhoneProblem("phone.pin_length")
    ours = server == front().installation.api
    authority = front().installation.certificate if ours else None
    name, config = inputs.get("name", ""), inputs.get("config", "").strip()
    with of_the_line(), phones().open(name) as file:
        if file.path.exists():
            raise PhoneProblem("phone.there_already", 409, name=name)
        protocol = _protocol(config, inputs.get("protocol", ""))
        profile = PhoneProfile(server, authority, config, protocol, "android", "Test phone", language())
        try:
            activation_code.parse(code)
        except Unreadable:
            raise PhoneProblem("phone.mistyped") from None
        with line_of(server, authority) as http:
            phone = kept_phone(http, profile, file.write, pin=pin)
            with of_the_server(phone):
                phone.activate(code, otp=inputs.get("otp") or None, name=name)
    if ours:
        _switch_on(phone.activation_id)


def _protocol(config: str, name: str) -> Version | PhoneAlgorithm:
    """What a new phone speaks: what is asked for, else the newest that its configuration has keys for.

    Raises `Unreadable` where it has none for what is asked for.
    """
    protocol = _PROTOCOLS.get(name)
    if protocol is None:
        has_newest = PhoneAlgorithm.EC_P384_ML_L3 in offered(sdk_config.parse(config))
        return PhoneAlgorithm.EC_P384_ML_L3 if has_newest else Version.V3_3
    if isinstance(protocol, PhoneAlgorithm):
        masters(sdk_config.parse(config), protocol)
    return protocol


def _switch_on(registration_id: str) -> None:
    """The web flow asks this phone from now on, as the bank would decide when the phone is its customer's."""
    user_id = bank().user_of(registration_id)
    if user_id is not None:
        config = {"activationId": registration_id}
        try:
            front().nextstep.post("/user/auth-method", userId=user_id, authMethod="POWERAUTH_TOKEN", config=config)
        except (ApiRefused, ApiUnavailable) as error:
            raise PhoneProblem("phone.bank_refused", 502, why=error) from None


def _server(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise PhoneProblem("phone.no_address")
    return text.strip().rstrip("/").removesuffix("/enrollment-server").rstrip("/")


def _index(inputs: Any, problem: PhoneProblem | None = None) -> str:
    folder = phones()
    kept: list[tuple[str, PhoneState | None]] = []
    for name in folder.names():
        try:
            kept.append((name, folder.read(name)))
        except PhoneFileFailed:
            kept.append((name, None))
    return render_template(
        "phone/index.html",
        phones=kept,
        inputs=inputs,
        problem=problem,
        user=USER_ID,
        server=front().installation.api,
        protocols=_PROTOCOLS,
        next_name=next(one for one in _names() if one not in folder.names()),
    )


def _names() -> Any:
    yield "phone"
    number = 1
    while True:
        number += 1
        yield f"phone-{number}"
