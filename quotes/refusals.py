"""Why something was not done, each with the status that an address answers."""

from __future__ import annotations

from collections.abc import Sequence


class Refusal(Exception):
    """What is asked cannot be done; the message says why in a sentence."""

    status = 400


class Absent(Refusal):
    """There is no such thing, or none that this user may know of."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such page.")


class Forbidden(Refusal):
    """The user sees it, but may not do this with it."""

    status = 403


class Conflict(Refusal):
    """Something else happened in between."""

    status = 409


class WrongState(Conflict):
    """The step does not lead on from the state in which it is."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(f"This quote is {state}.")


class Changed(Conflict):
    """It is not what the person looked at."""

    def __init__(self) -> None:
        super().__init__("This has changed since you looked at it.")


class NewerVersion(Conflict):
    """Somebody saved the same comparison in between."""

    def __init__(self, latest: int) -> None:
        self.latest = latest
        super().__init__(f"Version {latest} was saved in the meantime.")


class NotQuotable(Conflict):
    """No quote can be made of this scenario, for these reasons."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


class Invalid(Refusal):
    """A field holds what it may not hold."""

    status = 422

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


class NeedsReason(Invalid):
    """The step needs a reason in writing."""

    def __init__(self, why: str) -> None:
        super().__init__("reason", why)
