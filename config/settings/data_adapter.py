"""The data adapter: a bank's own system that is asked about users whom the bank keeps itself."""

import re

from pydantic import Field, SecretStr, field_validator

from config.settings.bank_servers import gateway_address, signing_secret
from config.settings.secret_files import Secret
from config.settings.values import SettingsPart

_CLASS = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class DataAdapterSettings(SettingsPart):
    """`data_adapter`: empty, an address of https, or a class as `package.module:Name`."""

    data_adapter: str = Field("", max_length=2000)
    """A system of the bank's that is asked about users whom it keeps itself, for definitions with
    `dataAdapterProxyEnabled`: its address, `https://HOST/PATH`, or a class of your own, `package.module:Name`
    (`docs/data-adapter.md`).
    """
    data_adapter_secret: Secret = SecretStr("")
    """The key of the signatures of what the data adapter is asked (`whsec_...`)."""

    @field_validator("data_adapter")
    @classmethod
    def _adapter(cls, value: str) -> str:
        if not value or _CLASS.fullmatch(value):
            return value
        return gateway_address(value)

    @field_validator("data_adapter_secret")
    @classmethod
    def _adapter_secret(cls, value: SecretStr) -> SecretStr:
        return signing_secret(value)
