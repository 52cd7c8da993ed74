"""Temporal's server and its schema tool, built by Go from the public module proxy: once, into a folder of the user's caches."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

VERSION = "1.32.1"
_PACKAGES = {
    "temporal-server": "go.temporal.io/server/cmd/server",
    "temporal-sql-tool": "go.temporal.io/server/cmd/tools/sql",
}
_GO = "/usr/local/go/bin"
# The first build compiles a few hundred modules: whoever else works on this machine goes first.
_IDLE = ("chrt", "--idle", "0", "nice", "-n", "19")


@dataclass(frozen=True)
class Programs:
    """Where they are."""

    server: Path
    sql_tool: Path


def built() -> Programs:
    """Both, after they have been built where they were not: that takes minutes, and says so. They need no C library."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nextstep" / f"temporal-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: folder / name for name in _PACKAGES}
    if missing := {name: _PACKAGES[name] for name, path in found.items() if not path.exists()}:
        _build(missing, folder)
    return Programs(found["temporal-server"], found["temporal-sql-tool"])


def _build(packages: dict[str, str], folder: Path) -> None:
    print(f"building {', '.join(packages)} {VERSION} in {folder}: this takes minutes", flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as begun:
        wanted = [f"{package}@v{VERSION}" for package in packages.values()]
        environ = {**os.environ, "GOBIN": begun, "CGO_ENABLED": "0"}
        subprocess.run([*_idle(), _go(), "install", "-ldflags", "-s -w", *wanted], env=environ, cwd=begun, check=True)
        for name, package in packages.items():  # whole, or not there
            (Path(begun) / package.rpartition("/")[2]).replace(folder / name)


def _go() -> str:
    found = shutil.which("go") or shutil.which("go", path=_GO)
    if found is None:
        raise RuntimeError("Go is needed to build the Temporal server: https://go.dev/dl")
    return found


def _idle() -> tuple[str, ...]:
    return _IDLE if shutil.which("chrt") else ()


def postgres() -> Path:
    """The folder of the newest PostgreSQL's programs that are installed with `btree_gin`: Temporal's visibility store needs it.

    The package that other tests use has no extensions.
    """
    found = [one.parents[1] for one in Path("/usr/share/postgresql").glob("*/extension/btree_gin.control")]
    programs = [folder for one in found if (folder := Path("/usr/lib/postgresql", one.name, "bin")).is_dir()]
    if not programs:
        raise RuntimeError("a PostgreSQL with its extension btree_gin is needed: apt-get install postgresql")
    return max(programs, key=lambda one: int(one.parent.name))
