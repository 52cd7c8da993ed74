"""How a process of this installation writes what Temporal keeps, and reads it."""

import dataclasses

from temporalio.converter import DataConverter

from activities.secrets.payload_cipher import PayloadCipher
from config.master_key import is_wrapped
from config.settings import Settings
from workflows.temporal.failures import EncodedFailures
from workflows.temporal.payload_encryption import EncryptingCodec
from workflows.temporal.payloads import CONVERTER


def converter_of(settings: Settings) -> DataConverter:
    """Reads what is encrypted and what is in clear, whatever the settings say of what is written.

    Where they have it encrypted, the words of failures and their places in the code are, too, but for those of benign ones.
    Master keys that are still wrapped serve for nothing.
    """
    converter = dataclasses.replace(CONVERTER, payload_codec=codec_of(settings))
    if not settings.payload_encryption:
        return converter
    return dataclasses.replace(converter, failure_converter_class=EncodedFailures)


def codec_of(settings: Settings) -> EncryptingCodec:
    """What encrypts and decrypts, by the settings' master keys."""
    keys = settings.master_keys
    clear = [key for key in keys if not is_wrapped(key)]
    cipher = PayloadCipher(*clear, has_current=clear[:1] == [*keys[:1]])
    return EncryptingCodec(cipher, encrypts=settings.payload_encryption)
