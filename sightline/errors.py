"""The only families of error; each becomes a page, an answer or an exit code in one place."""


class SightlineError(Exception):
    """Something a person can act on: where, what was found, what was wanted, what to do."""


class NotFound(SightlineError):
    """There is nothing here that the reader may see."""


class NotAllowed(SightlineError):
    """The reader may see this but not do that."""


class BadInput(SightlineError):
    """What was given cannot be used as it is."""


class Conflict(SightlineError):
    """Somebody else changed it first, or it is already so."""


class Refused(SightlineError):
    """An honest "cannot tell": the input is sound, but does not support an answer."""
