"""The methods whose step a phone may take, where it is asked (`nextstep.md` §3.1)."""

from collections.abc import Collection
from typing import Final

from config.vocabulary import AuthMethod

# In this order: where several are offered, the phone's answer takes the first.
PHONE_METHODS: Final = (AuthMethod.POWERAUTH_TOKEN, AuthMethod.LOGIN_SCA, AuthMethod.APPROVAL_SCA)


def phone_method(steps: Collection[str]) -> AuthMethod | None:
    """Which of the methods that are offered a phone's answer is a step of; null where no phone answers."""
    return next((method for method in PHONE_METHODS if method in steps), None)
