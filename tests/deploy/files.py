"""What the deployments are made of, read as their tools read them."""

import re
import tomllib
from pathlib import Path

import yaml

from config.settings import Settings
from config.settings.secret_files import file_names

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
# The Temporal server and the PostgreSQL that this project was tried on.
CLUSTER = (ROOT / "docs" / "cluster.md").read_text()
TEMPORAL = re.search(r"Temporal server (\d+\.\d+\.\d+)", CLUSTER)[1]
POSTGRES = re.search(r"PostgreSQL (\d+)", CLUSTER)[1]

_FILES = file_names(Settings.model_fields)
# Every variable that a process of ours reads, and those that hold a secret.
VARIABLES = {f"NEXTSTEP_{name.upper()}" for name in (*Settings.model_fields, *_FILES.values())}
SECRET_VARIABLES = {f"NEXTSTEP_{name.upper()}" for name in (*_FILES, "master_key")}


def read_yaml(path):
    """One document."""
    return yaml.safe_load(path.read_text())


def variables_in(text):
    """The names of our variables that a text has."""
    return set(re.findall(r"\bNEXTSTEP_[A-Z0-9_]+\b", text))
