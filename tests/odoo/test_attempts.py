"""Steps that fail alone, and what is kept of their failure."""

import logging

from psycopg2 import DatabaseError
from psycopg2.errors import SerializationFailure

from odoo.exceptions import RedirectWarning, UserError, ValidationError

from odoo.addons.amazon_connector.attempts import attempt, attempt_each
from odoo.addons.amazon_connector.failures import log_failure, words_of

from .common import AmazonCase

_logger = logging.getLogger(__name__)


class TestAttempts(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": name} for name in "ABC"]
        )

    def _rename(self, tags):
        """Fail for the second tag, after it was written."""
        self.calls.append(len(tags))
        for tag in tags:
            tag.name = f"{tag.name} renamed"
        if self.bad in tags:
            raise UserError("B keeps its name.")

    def _names(self):
        self.env.invalidate_all()
        return self.tags.mapped("name")

    def test_what_fails_is_undone_and_its_error_kept(self):
        error = ValueError("no")
        with attempt(self.env.cr) as tried:
            self.tags.name = "Written"
            raise error
        self.assertIs(tried.error, error)
        self.assertEqual(self._names(), ["A", "B", "C"])

    def test_what_succeeds_has_no_error(self):
        with attempt(self.env.cr) as tried:
            self.tags.name = "Written"
        self.assertIsNone(tried.error)
        self.assertEqual(set(self._names()), {"Written"})

    def test_the_database_may_ask_to_try_again(self):
        def step(tags):
            tags.name = "Written"
            raise SerializationFailure

        with self.assertRaises(SerializationFailure), attempt(self.env.cr):
            step(self.tags)
        for tags in (self.tags, self.tags[0]):
            with self.assertRaises(SerializationFailure):
                list(attempt_each(tags, step))
        self.assertEqual(self._names(), ["A", "B", "C"])

    def test_one_that_fails_costs_only_itself(self):
        self.calls, self.bad = [], self.tags[1]
        [(tag, error)] = attempt_each(self.tags, self._rename)
        self.assertEqual(self.calls, [3, 1, 1, 1])
        self.assertEqual((tag, words_of(error)), (self.bad, "B keeps its name"))
        self.assertEqual(self._names(), ["A renamed", "B", "C renamed"])

    def test_nothing_is_tried_twice_that_need_not_be(self):
        self.calls, self.bad = [], self.tags[1]
        self.assertFalse(list(attempt_each(self.tags - self.bad, self._rename)))
        self.assertFalse(list(attempt_each(self.tags[0], self._rename)))
        self.assertFalse(list(attempt_each(self.tags.browse(), self._rename)))
        self.assertEqual(len(list(attempt_each(self.bad, self._rename))), 1)
        self.assertEqual(self.calls, [2, 1, 1])

    def test_people_read_odoo_s_words_and_else_what_kind_it_is(self):
        self.assertEqual(words_of(ValidationError("Not\n so.")), "Not so")
        self.assertEqual(words_of(RedirectWarning("Go there.", 1, "Go")), "Go there")
        self.assertEqual(words_of(KeyError("secret")), "KeyError")
        self.assertEqual(len(words_of(UserError("long " * 200))), 500)

    def test_the_log_tells_where_it_failed_but_no_row_of_the_database(self):
        for error, is_told in (
            (ValueError("no"), True),
            (DatabaseError("DETAIL: a row"), False),
        ):
            with attempt(self.env.cr) as tried:
                raise error
            with self.assertLogs(_logger, "ERROR") as log:
                log_failure(_logger, "It failed", tried.error)
            self.assertEqual("Traceback" in log.output[0], is_told)
            self.assertEqual("DETAIL" in log.output[0], False)
