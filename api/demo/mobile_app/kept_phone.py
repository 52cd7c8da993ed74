"""A phone whose state outlives its process, of whichever version of the protocol."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from api.demo.activated_device import ActivatedDevice, CounterT, RegistrationT
from api.demo.device.counter import Counter
from api.demo.device.line import HttpTransport
from api.demo.device.registration import PhoneRegistration
from api.demo.device.tokens import PhoneToken
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.registration import V4PhoneRegistration
from api.demo.device.versions import Version
from api.demo.mobile_app.state import PhoneProfile, PhoneState
from api.demo.phone import Phone
from api.demo.phone_calls import PhoneCalls
from api.demo.v4_phone import V4Phone

KeepState = Callable[[PhoneState], None]


class KeptPhone(PhoneCalls):
    """The phone as its holder sees it; `kept_phone` makes one. `token` is for what is only read, null until there is one."""

    profile: PhoneProfile
    token: PhoneToken | None

    @property
    @abstractmethod
    def state(self) -> PhoneState:
        """What is kept. Raises `NotActivated`."""

    @property
    @abstractmethod
    def is_registered(self) -> bool:
        """Whether it has exchanged keys."""

    @abstractmethod
    def resume(self, state: PhoneState) -> None:
        """Be the phone that was kept."""

    @abstractmethod
    def keep_by(self, keep: KeepState) -> None:
        """From now on give the state to `keep`, whenever it changes."""


class _Kept(ActivatedDevice[RegistrationT, CounterT], KeptPhone):
    """Every position of its counter is kept before the code that used it leaves: none is used twice."""

    _counter: CounterT
    _token: PhoneToken | None = None
    _keep_state: KeepState | None = None

    @property
    def counter(self) -> CounterT:
        """The position that signs next."""
        return self._counter

    @counter.setter
    def counter(self, counter: CounterT) -> None:
        self._counter = counter
        self._write()

    @property
    def token(self) -> PhoneToken | None:
        """The token for what is only read, null until there is one."""
        return self._token

    @token.setter
    def token(self, token: PhoneToken | None) -> None:
        self._token = token
        self._write()

    @property
    def state(self) -> PhoneState:
        """What is kept. Raises `NotActivated`."""
        return PhoneState(self.profile, self.registration, self.counter, self.token)

    @property
    def is_registered(self) -> bool:
        """Whether it has exchanged keys."""
        return self._registration is not None

    def resume(self, state: PhoneState) -> None:
        """Be the phone that was kept."""
        kept: Any = state  # of this phone's version, as its profile says
        self._registration, self._counter, self._token = kept.registration, kept.counter, kept.token

    def keep_by(self, keep: KeepState) -> None:
        """From now on give the state to `keep`, whenever it changes."""
        self._keep_state = keep

    def _write(self) -> None:
        if self._keep_state is not None and self.is_registered:
            self._keep_state(self.state)


class V3KeptPhone(_Kept[PhoneRegistration, Counter], Phone):
    """A kept phone of protocols 3.0 to 3.3."""


class V4KeptPhone(_Kept[V4PhoneRegistration, V4Counter], V4Phone):
    """A kept phone of protocol 4."""


def kept_phone(
    transport: HttpTransport,
    profile: PhoneProfile,
    keep: KeepState,
    *,
    state: PhoneState | None = None,
    pin: str = "",
) -> KeptPhone:
    """The phone of a state, or where that is null one that is going to be registered, with `pin`. Raises `Unreadable`."""
    app = (transport, profile.server, profile.sdk_config)
    about: dict[str, Any] = {"platform": profile.platform, "device": profile.device, "pin": pin}
    phone: KeptPhone
    if isinstance(profile.protocol, Version):
        phone = V3KeptPhone(*app, version=profile.protocol, **about)
    else:
        phone = V4KeptPhone(*app, algorithm=profile.protocol, **about)
    phone.profile = profile
    if state is not None:
        phone.resume(state)
    phone.keep_by(keep)
    return phone
