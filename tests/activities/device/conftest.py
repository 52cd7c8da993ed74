"""An application with a registered phone, in a real database. The phone's cryptography is its own."""

import json
import secrets
import uuid
from dataclasses import replace
from unittest import mock

import pytest
from sqlalchemy import event

from activities.device import devices
from activities.device.applications import Applications
from activities.device.device_keys import sealing_context
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text, counter, elliptic_curve, keys
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.sdk_config import SdkConfig, write
from activities.powerauth.v4 import counter as v4_counter
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.secrets.sealing import Sealer
from activities.store import v4_keys
from activities.store.prepared import Prepared
from activities.store.tables import RegistrationRow
from api.demo.device import points
from api.demo.device.registration import establish
from api.demo.handset import Handset
from config import master_key
from tests.activities.device.v4_phone import V4Phone


class Home:
    """Everything that devices ask, on one database."""

    def __init__(self, database, sealer=None):
        self.database = database
        self.sealer = sealer or Sealer.of(master_key.generate())
        self.applications = Applications(database, self.sealer)
        self.devices = devices.build(database, self.sealer, self.applications)

    def application(self, application_id="mtoken", least_protocol="3.0"):
        return self.applications.create(application_id, (), LeastProtocol(least_protocol))

    def phone(self, application, *, version="3.2", pin="1234", v4=None, **values):
        """A registered phone. `values` replace columns of its row, `v4` those of its keys of version 4."""
        registration_id, user_id = str(uuid.uuid4()), "roman"
        device, server, ctr_data = points.new_key(), keys.generate(), counter.generate()
        public = base64_text.encode(elliptic_curve.public_bytes(server.public_key()))
        row = {
            "registration_id": registration_id,
            "application_id": application.application_id,
            "user_id": user_id,
            "version": 3,
            "status": "ACTIVE",
            "failed_attempts": 0,
            "activation_code": registration_id[:23],
            "commit_phase": "ON_COMMIT",
            "max_failed_attempts": 5,
            "expires_ms": 0,
            "request_digest": "",
            "flags": json.dumps(["VIP"]),
            "name": "Phone",
            "server_public_key": public,
            "server_private_key": self.sealer.seal(
                keys.private_bytes(server), *sealing_context(registration_id, user_id)
            ),
            "device_public_key": base64_text.encode(points.public_bytes(device.public_key(), compressed=False)),
            "ctr_data": base64_text.encode(ctr_data),
            "counter": 0,
            "created_ms": 0,
            "changed_ms": 0,
            "last_used_ms": 0,
            **values,
        }
        if version == "4.0":
            return self._v4_phone(application, row, values, pin, **(v4 or {}))
        with self.database.write() as session:
            session.orm.add(RegistrationRow(**row))
        answer = {"activationId": registration_id, "serverPublicKey": public, "ctrData": base64_text.encode(ctr_data)}
        phone = Handset(None, "http://nowhere", sdk_config(application), version=version, pin=pin)
        phone.keep(*establish(device, answer, pin))
        return phone

    def _v4_phone(self, application, row, values, pin, algorithm=Algorithm.EC_P384, **keys):
        secret, ctr_data = V4ActivationKeys(secrets.token_bytes(32)), v4_counter.generate()
        names = row["registration_id"], row["user_id"]
        server, device = KeyPairs.generate(algorithm), KeyPairs.generate(algorithm)
        stored = V4DeviceKeys(self.sealer).seal(*names, secret, server=server, device=device.public)
        row |= {"protocol": "4.0", "device_public_key": None, "ctr_data": base64_text.encode(ctr_data)} | values
        with self.database.write() as session:
            session.orm.add(RegistrationRow(**row))
            v4_keys.add(session, replace(stored, **{"is_confirmed": True, "biometry_enabled": True} | keys))
        return V4Phone(application, names[0], secret, ctr_data, pin)

    def v4_keys(self, phone):
        with self.database.read() as session:
            return v4_keys.find(session, phone.registration.activation_id)

    def factor_keys(self, phone):
        """Those of its registration, as the server has them."""
        return V4DeviceKeys(self.sealer).open(self.v4_keys(phone)).factor_keys

    def statements(self, call):
        """How many statements the call costs, those that the driver is given and those that SQLAlchemy runs."""
        said = []
        engine, execute = self.database._engine, Prepared.execute

        def count(_connection, _cursor, statement, *_):
            said.append(statement)

        def execute_and_count(prepared, cursor, values):
            said.append(prepared.sql)
            return execute(prepared, cursor, values)

        event.listen(engine, "before_cursor_execute", count)
        try:
            with mock.patch.object(Prepared, "execute", execute_and_count):
                call()
        finally:
            event.remove(engine, "before_cursor_execute", count)
        assert said
        return len(said)

    def row(self, phone):
        with self.database.read() as session:
            return session.orm.get(RegistrationRow, phone.registration.activation_id)

    def change(self, phone, **values):
        with self.database.write() as session:
            row = session.orm.get(RegistrationRow, phone.registration.activation_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.orm.add(row)


def sdk_config(application):
    public = keys.public_key(base64_text.decode(application.master_public_key))
    return write(SdkConfig(application.application_key, application.application_secret, public))


@pytest.fixture
def home(database):
    return Home(database)


@pytest.fixture
def application(home):
    return home.application()


@pytest.fixture
def phone(home, application):
    return home.phone(application)
