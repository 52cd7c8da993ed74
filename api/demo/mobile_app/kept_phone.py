"""A phone whose state outlives its process."""

from collections.abc import Callable

from api.demo.device.counter import Counter
from api.demo.device.line import HttpTransport
from api.demo.device.tokens import PhoneToken
from api.demo.mobile_app.state import PhoneProfile, PhoneState
from api.demo.phone import Phone


class KeptPhone(Phone):
    """Every position of its counter is given to `keep` before the signature that used it leaves: none is used twice."""

    _keep_state: Callable[[PhoneState], None] | None = None
    _counter: Counter
    _token: PhoneToken | None = None

    def __init__(
        self,
        transport: HttpTransport,
        profile: PhoneProfile,
        keep: Callable[[PhoneState], None],
        *,
        state: PhoneState | None = None,
        pin: str = "",
    ) -> None:
        """`state` is null for a phone that is going to be registered, with `pin`. Raises `Unreadable`."""
        super().__init__(
            transport,
            profile.server,
            profile.sdk_config,
            version=profile.version,
            platform=profile.platform,
            device=profile.device,
            pin=pin,
        )
        self.profile = profile
        if state is not None:
            self._registration, self._counter, self._token = state.registration, state.counter, state.token
        self._keep_state = keep

    @property
    def is_registered(self) -> bool:
        """Whether it has exchanged keys."""
        return self._registration is not None

    @property
    def counter(self) -> Counter:
        """The position that signs next."""
        return self._counter

    @counter.setter
    def counter(self, counter: Counter) -> None:
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

    def _write(self) -> None:
        if self._keep_state is not None and self.is_registered:
            self._keep_state(PhoneState(self.profile, self.registration, self._counter, self._token))
