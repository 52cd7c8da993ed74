"""Settings that no file `.env` around here has a part in."""

from config.settings import Settings


def lone(**values):
    """Settings of these values."""
    return Settings(**{"_env_file": None, **values})
