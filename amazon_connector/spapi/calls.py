# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is told of a call to Amazon, for whoever keeps a log."""

from dataclasses import dataclass

from .errors import AmazonError


@dataclass(frozen=True, slots=True)
class Call:
    """One call; free of secrets and personal data.

    :ivar operation: "<section>.<operationId>" of Amazon's models
    :ivar about: what it was about: a report type, a report id, an order id
    :ivar seconds: how long it took
    :ivar error: None where Amazon did as asked
    """

    operation: str
    about: str
    seconds: float
    error: AmazonError | None = None
