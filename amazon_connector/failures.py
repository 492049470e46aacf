# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Failures that nobody foresaw: what the log is told, and what people are."""

from psycopg2 import DatabaseError

from odoo.exceptions import RedirectWarning, UserError

_MAX_WORDS = 500


def log_failure(logger, what, error):
    """Log an unforeseen error once, without the database's copy of the row."""
    is_safe = not isinstance(error, DatabaseError)
    logger.error(
        "%s: %s", what, type(error).__name__, exc_info=error if is_safe else None
    )


def is_for_people(error):
    """Whether Odoo refuses in words that are meant for people."""
    return isinstance(error, (UserError, RedirectWarning))


def words_of(error):
    """Return an error as one line without its full stop, for a record to keep.

    Odoo's words for people, else what kind of error it is.
    """
    words = str(error.args[0]) if is_for_people(error) else type(error).__name__
    return " ".join(words.split()).rstrip(".")[:_MAX_WORDS]
