"""The errors we raise on purpose: one root, few branches, each with what can be done next."""


class ServiceError(Exception):
    """Anything we raise on purpose."""


class InvalidError(ServiceError):
    """The sender can correct this. `code` is stable, `values` fill the sentence that a channel makes of it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotFoundError(ServiceError):
    """There is no such thing, or not for this caller."""


class UnknownCodeError(NotFoundError, KeyError):
    """The market's pack has no such place, sector or occupation, or has it no longer."""


class ConflictError(ServiceError):
    """Somebody changed it first. Read again and decide again."""


class GoneError(ServiceError):
    """It was there, and is not offered any more: a vacancy that was filled, an expired code."""


class TooManyError(ServiceError):
    """There were too many of these from one sender, or from all. Try again after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(ServiceError):
    """The ground gives way for the moment: the database cannot be reached, the disk is full. Try again later."""


class SetupError(ServiceError):
    """An administrator must mend this. The message says what is wrong and how to mend it."""
