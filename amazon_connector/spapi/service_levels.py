"""How fast a merchant has to deliver, in the words of Amazon's reports.

Reports write the categories of Amazon's shipping services
(https://developer-docs.amazon.com/sp-api/docs/orders-api-v0-reference): Standard,
FreeEconomy, Scheduled, Expedited, Priority, SecondDay, NextDay, SameDay; some write the
service of a marketplace instead ("Std DE Dom_3", "Exp DE Dom_1").
"""

import re

_URGENT = ("exp", "priority", "sameday", "nextday", "oneday", "second", "twoday")


def key(level):
    """Return what is equal for all spellings of a service level; "" without one."""
    return re.sub(r"[\W_]+", "", level or "").casefold()


def is_urgent(level):
    """Whether a service level promises more speed than the standard delivery."""
    return key(level).startswith(_URGENT)
