"""A device with an activation of whatever version of the protocol: what it keeps, and how it uses its counter up."""

from typing import Generic, TypeVar

from api.demo.connected_device import ConnectedDevice
from api.demo.device.counter import Counter
from api.demo.device.failures import NotActivated
from api.demo.device.registration import PhoneRegistration
from api.demo.device.signing import Factors
from api.demo.device.v4.counter import V4Counter
from api.demo.device.v4.registration import V4PhoneRegistration

RegistrationT = TypeVar("RegistrationT", PhoneRegistration, V4PhoneRegistration)
CounterT = TypeVar("CounterT", Counter, V4Counter)


class ActivatedDevice(ConnectedDevice, Generic[RegistrationT, CounterT]):
    """`counter` may be changed at any time: an earlier value sets the phone back, `counter.advance(n)` forward."""

    counter: CounterT
    _registration: RegistrationT | None = None

    @property
    def registration(self) -> RegistrationT:
        """The activation. Raises `NotActivated`."""
        if self._registration is None:
            raise NotActivated("this phone has no activation")
        return self._registration

    @property
    def activation_id(self) -> str:
        """Which activation is this phone's. Raises `NotActivated`."""
        return self.registration.activation_id

    @property
    def fingerprint(self) -> str:
        """Eight digits that the user compares with those the bank shows."""
        return self.registration.fingerprint

    def keep(self, registration: RegistrationT, counter: CounterT) -> None:
        """From now on this is the phone's activation."""
        self._registration, self.counter = registration, counter

    def use_position(self, factors: str) -> tuple[list[bytes], bytes]:
        """The factors' keys by the PIN that there is, and the counter's position, which is used up. Raises `NotActivated`."""
        keys, position = self.registration.factor_keys(Factors(factors), self.pin), self.counter.data
        self.counter = self.counter.advance()
        return keys, position
