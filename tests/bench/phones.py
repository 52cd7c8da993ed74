"""An application with registered phones, stored by SQL; the phones themselves go to the driver's process."""

import sqlite3
import uuid
from dataclasses import asdict, dataclass, replace

from activities.accounts.accounts import Accounts
from activities.device.applications import Application, Applications
from activities.device.device_keys import sealing_context
from activities.powerauth import base64_text, counter, elliptic_curve, keys
from activities.powerauth.sdk_config import SdkConfig, write
from activities.push.devices import NewDevice, PushDevices
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from api.demo.device import points
from api.demo.device.registration import establish
from api.demo.handset import Handset
from config.settings import Settings
from config.vocabulary import PushPlatform

PIN = "1234"


@dataclass(frozen=True)
class KeptPhone:
    """What a phone's process needs to be that phone."""

    sdk_config: str
    registration_id: str
    server_public_key: str
    ctr_data: str
    device_private_key: str
    user_id: str = ""

    def handset(self, version: str) -> Handset:
        """The phone, with a line to nowhere: its requests are sent by the driver."""
        phone = Handset(None, "http://nowhere", self.sdk_config, version=version, pin=PIN)
        answer = {
            "activationId": self.registration_id, "serverPublicKey": self.server_public_key, "ctrData": self.ctr_data,
        }  # fmt: skip
        device = points.private_key(base64_text.decode(self.device_private_key))
        phone.keep(*establish(device, answer, PIN))
        return phone


class PhoneStore:
    """Registrations in the bench's database, past the APIs."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.store_url.removeprefix("sqlite:///")
        self._sealer = Sealer.of(*settings.master_keys)
        self._database = Database(settings.store_url)
        self.applications = Applications(self._database, self._sealer)
        self.application = self.applications.create("bench", ())
        self.credentials = self._bank()

    def phones(self, count: int, *, user_id: str | None = "bench") -> list[dict[str, str]]:
        """New registered phones of a user, as JSON takes them; `user_id` null: each of a user of its own."""
        made = [_phone(self.application) for _ in range(count)]
        made = [(replace(phone, user_id=user_id or phone.registration_id), server) for phone, server in made]
        self._insert([self._row(phone, server) for phone, server in made])
        return [asdict(phone) for phone, _ in made]

    def reach(self, phones: list[dict[str, str]]) -> None:
        """Let phones take push messages."""
        devices = PushDevices(self._database, self._sealer)
        for phone in phones:
            registration_id = phone["registration_id"]
            devices.register(NewDevice(registration_id, PushPlatform.APNS, registration_id))

    def fill(self, count: int) -> None:
        """Store registrations of other users up to `count`: one phone's keys under many ids."""
        phone, server = _phone(self.application)
        row = self._row(phone, server)
        with sqlite3.connect(self._path, timeout=30) as connection:
            stored = connection.execute("SELECT count(*) FROM registration").fetchone()[0]
        connection.close()
        others = range(stored, count)
        self._insert([row | {"registration_id": str(uuid.uuid4()), "user_id": f"user-{n}"} for n in others])

    def master_key(self) -> elliptic_curve.PrivateKey:
        """The application's."""
        with self._database.read() as session:
            return self.applications.master_key(session, "bench")

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    def _bank(self) -> tuple[str, str]:
        """An integration user that manages the application: name and password."""
        accounts = Accounts(self._database)
        made = accounts.create("bench-bank")
        accounts.assign("bench-bank", "bench")
        return "bench-bank", made.password

    def _row(self, phone: KeptPhone, server: elliptic_curve.PrivateKey) -> dict[str, object]:
        device = points.private_key(base64_text.decode(phone.device_private_key)).public_key()
        sealed = self._sealer.seal(keys.private_bytes(server), *sealing_context(phone.registration_id, phone.user_id))
        return {
            "registration_id": phone.registration_id, "application_id": "bench", "user_id": phone.user_id, "version": 3,
            "status": "ACTIVE", "failed_attempts": 0, "activation_code": "", "commit_phase": "ON_COMMIT",
            "max_failed_attempts": 5, "expires_ms": 0, "request_digest": "", "flags": "[]", "name": "Phone",
            "server_public_key": phone.server_public_key, "server_private_key": sealed,
            "device_public_key": base64_text.encode(points.public_bytes(device, compressed=False)),
            "ctr_data": phone.ctr_data, "counter": 0, "created_ms": 0, "changed_ms": 0, "last_used_ms": 0,
        }  # fmt: skip

    def _insert(self, rows: list[dict[str, object]]) -> None:
        if not rows:
            return
        names = list(rows[0])
        statement = f"INSERT INTO registration ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        with sqlite3.connect(self._path, timeout=30) as connection:
            connection.executemany(statement, [tuple(row.values()) for row in rows])
        connection.close()


def _phone(application: Application) -> tuple[KeptPhone, elliptic_curve.PrivateKey]:
    device, server = points.new_key(), keys.generate()
    public = keys.public_key(base64_text.decode(application.master_public_key))
    kept = KeptPhone(
        sdk_config=write(SdkConfig(application.application_key, application.application_secret, public)),
        registration_id=str(uuid.uuid4()),
        server_public_key=base64_text.encode(elliptic_curve.public_bytes(server.public_key())),
        ctr_data=base64_text.encode(counter.generate()),
        device_private_key=base64_text.encode(points.private_bytes(device)),
    )
    return kept, server
