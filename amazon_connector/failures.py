# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Failures that nobody foresaw, in the log."""

from psycopg2 import DatabaseError


def log_failure(logger, what, error):
    """Log an unforeseen error once, without the database's copy of the row."""
    is_safe = not isinstance(error, DatabaseError)
    logger.error("%s: %s", what, type(error).__name__, exc_info=is_safe)
