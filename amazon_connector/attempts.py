# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Steps that may fail without taking the rest of the transaction with them."""

from contextlib import contextmanager
from types import SimpleNamespace

from psycopg2 import OperationalError


@contextmanager
def attempt(cr):
    """Undo what is done inside if it fails, and keep why.

    :return: for ``as``: an object whose ``error`` is the exception that undid the step;
        None where it is done
    :raise psycopg2.OperationalError: the database asks to try the whole transaction
        again: its view of the data is out of date, and only a new one helps
    """
    tried = SimpleNamespace(error=None)
    try:
        with cr.savepoint():
            yield tried
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whoever tries keeps it or logs it
        tried.error = error


def attempt_each(records, step):
    """Do a step with all records; where that fails, with one after the other.

    Nothing is done before the first result is asked for.

    :param step: called with records
    :return: iterator of ``(record, exception)`` of the records it failed for
    :raise psycopg2.OperationalError: see :func:`attempt`
    """
    if len(records) > 1:
        with attempt(records.env.cr) as tried:
            step(records)
        if not tried.error:
            return
    for record in records:
        with attempt(record.env.cr) as tried:
            step(record)
        if tried.error:
            yield record, tried.error
