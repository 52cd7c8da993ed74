"""`docs/configuration.md`: every setting as its field and the text below it say: `python -m tests.documents.configuration`."""

import ast
import inspect
import sys
import types
from pathlib import Path
from typing import Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import SecretStr

from config.settings import Settings
from config.settings.environment import PREFIX
from config.settings.secret_files import file_names

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
HEAD = """# Configuration: every setting

Made from the settings (`config/settings/`) by `make docs`; a test compares this page with them.

Settings are environment variables, or stand in a file `.env` in the working directory; a variable that is set but empty counts
as not set, and options of commands win over both. Durations are seconds, ports TCP, and relative folders those of the working
directory. `nextstep check` finds what is wrong or misspelt. In `.env` a value is what it says, `${` in a password too, as
systemd and Docker read such files.

A secret may stand in a file of one line, where its row says so: the variable with `_FILE` behind its name then names the file, as
systemd, Kubernetes and Docker mount secrets. It is refused where others can read it, or its group can write it, and beside the
variable without `_FILE`; it is read when a process starts. The master key's file holds former ones too.

Temporal's own variables and its file are read too (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS...`,
`TEMPORAL_API_KEY`, `TEMPORAL_CONFIG_FILE`, `TEMPORAL_PROFILE`): TLS, client certificates and API keys are told there
(`docs/transport.md`). Where settings below say the same, they win.
"""


def parts() -> list[type]:
    """The classes that have settings of their own, in the order in which they are checked."""
    return [part for part in reversed(Settings.__mro__) if own_names(part)]


def own_names(part: type) -> list[str]:
    """The settings that a class declares, in its order."""
    return [name for name in vars(part).get("__annotations__", {}) if name in Settings.model_fields]


def descriptions(part: type) -> dict[str, str]:
    """What stands below each field of a class."""
    body = ast.parse(inspect.getsource(part)).body[0].body
    found = {}
    for line, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(line, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[ast.unparse(line.target)] = " ".join(inspect.cleandoc(after.value.value).split())
    return found


def document() -> str:
    """The whole page."""
    lines = [HEAD]
    for part in parts():
        subject, _, _ = inspect.getdoc(sys.modules[part.__module__]).partition("\n")
        lines += [f"## {subject.rstrip('.')}", ""]
        lines += ["| variable | takes | default | meaning |", "|---|---|---|---|"]
        told = descriptions(part)
        lines += [_row(name, told[name]) for name in own_names(part)]
        lines.append("")
    return "\n".join(lines)


def _row(name: str, description: str) -> str:
    variable = f"`{PREFIX}{name.upper()}`"
    if name in file_names(Settings.model_fields):
        variable += ", or `…_FILE`"
    field = Settings.model_fields[name]
    return f"| {variable} | {_takes(field)} | {_default(field.default)} | {description.replace('|', '&#124;')} |"


def _takes(field) -> str:
    kind = _plain(field.annotation)
    if get_origin(kind) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(kind))
    if get_origin(kind) is tuple:
        words = get_args(get_args(kind)[0]) if get_origin(get_args(kind)[0]) is Literal else ()
        return "some of " + ", ".join(f"`{word}`" for word in words) if words else "a list"
    if kind is bool:
        return "`true` or `false`"
    if kind in (int, float):
        return _bounds(field.metadata)
    return {SecretStr: "a secret", Path: "a path"}.get(kind, "text")


def _plain(annotation):
    """Without null."""
    if get_origin(annotation) in (Union, types.UnionType):
        [annotation] = [one for one in get_args(annotation) if one is not type(None)]
    return annotation


def _bounds(metadata) -> str:
    least = next((one.ge for one in metadata if isinstance(one, Ge)), None)
    above = next((one.gt for one in metadata if isinstance(one, Gt)), None)
    most = next(one.le for one in metadata if isinstance(one, Le))
    return f"{least} to {most}" if above is None else f"more than {above}, up to {most}"


def _default(value) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`./{value}`" if isinstance(value, Path) else f"`{value}`"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
