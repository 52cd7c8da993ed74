"""An empty database and a namespace, ready for operations; and rows in any number."""

import asyncio
import json
import sqlite3
import time

from activities.store.database import Database
from activities.store.shipped import load_shipped
from activities.templates.shipped import load_templates
from config.definitions.load import load as load_definitions
from config.settings import Settings
from locales.catalogs import Catalogs
from workflows.temporal.namespace import prepare as prepare_namespace

READ_ID = "bench-read"
READ_USER = "bench-reader"


def prepare(settings: Settings) -> None:
    """What `nextstep migrate` does."""
    database = Database(settings.store_url)
    database.migrate()
    definitions = load_definitions()
    load_shipped(database, definitions)
    load_templates(database, definitions, Catalogs())
    database.close()
    asyncio.run(prepare_namespace(settings, retention_days=1))


def fill(settings: Settings, form_data: str, count: int) -> None:
    """Store open operations of other users up to `count`, and once the one that is read, all by SQL."""
    now_ms = time.time_ns() // 1_000_000
    entry = {
        "method": "INIT", "step_result": "CONFIRMED", "result": "CONTINUE", "description": None,
        "steps": ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"], "at_ms": now_ms, "chosen_method": None,
        "mobile_token_active": False, "instruments": [], "authentication_context": None,
    }  # fmt: skip
    expires_ms = now_ms + 86_400_000

    def row(operation_id: str, user_id: str) -> tuple[object, ...]:
        state = {
            "version": 1, "created_ms": now_ms, "expires_ms": expires_ms, "history": [entry],
            "user_id": user_id, "organization_id": None, "remaining_attempts": None,
        }  # fmt: skip
        return (
            operation_id, "authorize_payment", 1, "CONTINUE", now_ms, expires_ms, user_id,
            json.dumps(state), "A1*A100CZK", "[]", form_data, "",
        )  # fmt: skip

    path = settings.store_url.removeprefix("sqlite:///")
    with sqlite3.connect(path, timeout=30) as connection:
        stored = connection.execute("SELECT count(*) FROM operation").fetchone()[0]
        rows = [row(f"stored-{number}", f"user-{number % (count // 5)}") for number in range(stored, count)]
        rows.append(row(READ_ID, READ_USER))
        connection.executemany(
            "INSERT INTO operation (operation_id, operation_name, version, result, created_ms, expires_ms, user_id,"
            " state, operation_data, params, form_data, request_digest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT DO NOTHING",
            rows,
        )
    connection.close()
