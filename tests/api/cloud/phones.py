"""Devices that answer activation codes, as the mobile API's gateway hears them."""

from activities.powerauth import elliptic_curve, keys
from api.services import build
from workflows.registration.client.gateway import KeyExchange


class Phones:
    """Exchanges keys with the engine of `settings`, past the mobile API."""

    def __init__(self, settings):
        self._services = build(settings, on_start=lambda *_: None, on_finish=lambda *_: None)

    def answer(self, app_id, activation_code, **sent):
        """A device's answer to a code: an iPhone with a good key, unless said otherwise."""
        key = elliptic_curve.public_bytes(keys.generate().public_key())
        exchange = {
            "device_public_key": key,
            "name": "iPhone",
            "platform": "ios",
            "device_info": "iPhone10,6",
            **sent,
        }
        return self._services.registrations.exchange_keys(app_id, activation_code, KeyExchange(**exchange))

    def close(self):
        self._services.database.close()
