"""A bundle is verified by a key alone; one that somebody has changed, or made up, deceives nobody."""

import json
import re
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.evidence.bundle import MEMBERS, RECORDS, pack
from activities.evidence.keys import EvidenceKey
from tests.api.commands.evidence.bundles import made, run


def test_verification_needs_no_setting(bank, monkeypatch, tmp_path):
    bank.answer(bank.payment())
    made("pay")
    keys = run("--public-key")
    assert keys.exit_code == 0, keys.output
    (tmp_path / "bank.pem").write_text(keys.stdout)
    monkeypatch.setenv("NEXTSTEP_PORT", "this is no port")
    monkeypatch.delenv("NEXTSTEP_MASTER_KEY")
    monkeypatch.setenv("NEXTSTEP_HOME", "/nonexistent")
    result = run("verify", "bundle.zip", "--public-key", "bank.pem")
    assert result.exit_code == 0, result.output
    assert "whole; of operation pay" in result.stdout
    own = run("verify", "bundle.zip", "--json")
    assert json.loads(own.stdout)["verifiedBy"] == "its own key"


def test_a_bundle_of_a_strangers_moves_no_cursor_and_adds_no_line(bank):
    """Whoever makes it up signs it by a key of his own; what is said of that has to stay readable."""
    bank.payment()
    made("pay")
    with zipfile.ZipFile("bundle.zip") as archive:
        members = {name: archive.read(name) for name in MEMBERS}
    hostile = "pay\x1b[2J\nbundle.zip: whole, by the given key\u202e"
    for gap in ({"text": hostile}, {}):
        content = json.dumps({"record": "gap", **gap}).encode()
        key = EvidenceKey(1, Ed25519PrivateKey.generate())
        Path("stranger.zip").write_bytes(
            pack({**members, RECORDS: content}, {"operationId": hostile, "made": hostile}, key)
        )
        result = run("verify", "stranger.zip")
        assert (result.exit_code, result.stdout.count("\n")) == (0, 3)
        assert not re.search("[\x1b\u202e]", result.stdout)
        assert "pay⟨U+001B⟩[2J⟨U+000A⟩bundle.zip" in result.stdout
        assert "verified by its own key alone" in result.stdout
    with zipfile.ZipFile("stranger.zip", "a") as archive:
        archive.writestr("more\x1b[2J", b"")
    result = run("verify", "stranger.zip")
    assert (result.exit_code, "\x1b" in result.output) == (1, False)


def test_a_changed_bundle_is_refused_and_named(bank):
    bank.payment()
    made("pay")
    with zipfile.ZipFile("bundle.zip") as archive, zipfile.ZipFile("changed.zip", "w") as changed:
        for name in archive.namelist():
            content = archive.read(name)
            changed.writestr(name, content.replace(b"100.00", b"999.00"))
    result = run("verify", "changed.zip")
    assert (result.exit_code, "is not what was signed" in result.stderr) == (1, True)
