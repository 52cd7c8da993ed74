"""What goes wrong for a phone, as ids of texts."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from api.demo.caller import BankRefused, Unexpected
from api.demo.device.failures import NotActivated, ServerRefused, Unreadable, Untrusted
from api.demo.mobile_app.holding import AuthorityInvalid, NoSuchPhone, UpgradeInterrupted
from api.demo.mobile_app.kept_phone import KeptPhone
from api.demo.mobile_app.storage import PhoneFileFailed
from api.demo.mobile_app.troubles import PhoneTrouble, Trouble, understand


class PhoneProblem(Exception):
    """`text` is the id of what is said, `values` fill its places; `status` is the answer's."""

    def __init__(self, text: str, status: int = 422, **values: object) -> None:
        super().__init__(text)
        self.text, self.status, self.values = text, status, values

    @property
    def may_be_tried_again(self) -> bool:
        """Whether what was refused still waits."""
        return self.text in (
            _id(Trouble.WRONG_PIN),
            _id(Trouble.NOT_APPROVED),
            _id(Trouble.TRY_AGAIN),
            "phone.no_answer",
        )


def problem_of(trouble: PhoneTrouble) -> PhoneProblem:
    """The same in the words of a page."""
    return PhoneProblem(_id(trouble.kind), attempts=trouble.attempts, answer=trouble.answer)


@contextmanager
def of_the_server(phone: KeptPhone) -> Iterator[None]:
    """Turns what a phone is refused into `PhoneProblem`: its status says why."""
    with of_the_line():
        try:
            yield
        except ServerRefused as refused:
            raise problem_of(understand(refused, phone)) from None


@contextmanager
def of_the_line() -> Iterator[None]:
    """Turns what cannot be reached, read or trusted into `PhoneProblem`."""
    try:
        yield
    except httpx.HTTPError as error:
        raise PhoneProblem("phone.no_answer", 502, why=str(error) or type(error).__name__) from None
    except Untrusted as error:
        raise PhoneProblem("phone.untrusted", why=error) from None
    except (Unreadable, NotActivated) as error:
        raise PhoneProblem("phone.unreadable", why=error) from None
    except BankRefused as error:
        raise PhoneProblem("phone.bank_refuses", why=error.why) from None
    except Unexpected as error:
        raise PhoneProblem("phone.bank_refused", 502, why=error) from None
    except (PhoneFileFailed, AuthorityInvalid) as error:
        raise PhoneProblem("phone.file", why=error) from None
    except UpgradeInterrupted as error:
        raise PhoneProblem("phone.upgrade_interrupted", name=error) from None
    except NoSuchPhone as error:
        raise PhoneProblem("phone.none", 404, name=error) from None


def _id(kind: Trouble) -> str:
    return f"phone.trouble.{kind.lower()}"
