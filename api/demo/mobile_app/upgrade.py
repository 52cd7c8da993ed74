"""A kept phone of protocol 3.3 becomes one of protocol 4, whenever its process dies (`powerauth-protocol-4.md` §9)."""

from dataclasses import replace

from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.line import HttpTransport
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.mobile_app.kept_phone import KeepState, V3KeptPhone, V4KeptPhone, kept_phone
from api.demo.mobile_app.state import PhoneState
from api.demo.phone_upgrade import confirm_upgrade, start_upgrade


def upgrade(former: V3KeptPhone, state: PhoneState, keep: KeepState, *, algorithm: PhoneAlgorithm) -> V4KeptPhone:
    """The phone as it is from now on. Both are kept until the server has confirmed: the former then has no keys there any more.

    `state` is that of `former`; an upgrade that it holds already goes on, or begins anew where the server has forgotten it.
    Raises what `PhoneCalls` raises.
    """
    transport = former.installation.transport
    if state.upgrade is not None:
        phone = _upgraded(transport, state, state.upgrade, keep)
        if _is_confirmed(phone):
            return _end(phone, keep)
    started = start_upgrade(former, algorithm=algorithm)
    later = PhoneState(replace(state.profile, protocol=algorithm), started.registration, started.counter)
    keep(replace(former.state, upgrade=later))
    phone = _upgraded(transport, former.state, later, keep)
    confirm_upgrade(phone)
    return _end(phone, keep)


def _upgraded(transport: HttpTransport, former: PhoneState, later: PhoneState, keep: KeepState) -> V4KeptPhone:
    phone = kept_phone(transport, later.profile, lambda state: keep(replace(former, upgrade=state)), state=later)
    assert isinstance(phone, V4KeptPhone)
    return phone


def _is_confirmed(phone: V4KeptPhone) -> bool:
    """Whether the server takes the phone for one of protocol 4, which it is asked to do."""
    try:
        if phone.status().current_version == 4:
            return True
        confirm_upgrade(phone)
    except (ServerRefused, Untrusted):
        return False
    return True


def _end(phone: V4KeptPhone, keep: KeepState) -> V4KeptPhone:
    phone.keep_by(keep)
    keep(phone.state)
    return phone
