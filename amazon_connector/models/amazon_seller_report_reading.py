# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta
from itertools import islice

from psycopg2 import OperationalError

from odoo import fields, models

from ..failures import log_failure
from ..secret_box import SecretUnreadable
from ..spapi.errors import AmazonError
from ..spapi.orders import Order, RefusedRow
from ..spapi.reports import REPORT_TYPES, Feed, read_report, usual_charset
from ..spapi.searches import SEARCHES
from .amazon_seller_report_receiver import RECEIVERS

_logger = logging.getLogger(__name__)

# Records received at once; orders have many lines and end in documents.
READ_BATCH = 100
LARGE_BATCH = 1000


class AmazonSellerReportReading(models.Model):
    """How a stored report is read, and who receives what it states."""

    _inherit = "amazon.seller.report"

    def _reset_reading(self):
        self.issue_ids.unlink()
        self.write(
            {
                "state": "stored",
                "read_position": 0,
                "progress": 0,
                "row_count": 0,
                "record_count": 0,
                "order_count": 0,
                "new_count": 0,
                "known_count": 0,
                "changed_count": 0,
                "error_code": False,
                "error_detail": False,
            }
        )

    def _read(self, checkpoint):
        """Read the stored file into the inbox, batch by batch.

        A worker that is killed in between goes on after the last batch that it had
        committed.

        :param checkpoint: called after each batch, when everything is consistent;
            returns False when there is no time left
        :return: False when it was stopped before the end
        """
        self.ensure_one()
        parts = self.env["amazon.seller.report.part"].sudo()
        try:
            statements = read_report(
                self.report_type,
                lambda: parts._load(self),
                charset=self._file_charset(),
                size=self.file_size,
            )
            position = self.read_position
            for _known in islice(statements, position):
                pass
            while batch := list(islice(statements, self._batch_size())):
                position += len(batch)
                self._receive(batch, position)
                self.progress = int(100 * statements.progress)
                if not checkpoint():
                    return False
                # The checkpoint gave the lock away; who has it now reads on instead.
                if not self.try_lock_for_update() or self.read_position != position:
                    return True
                # However long the file is, only one batch of it is kept in memory.
                self.env.invalidate_all()
        except (AmazonError, SecretUnreadable) as error:
            self._give_up(error.code, error.detail)
            return True
        self.row_count = statements.rows
        self._note_file(statements)
        self._finish("done")
        return True

    def _finish(self, state):
        """End well.

        :param state: ``done`` or ``empty``
        """
        self.write({"state": state, "done_at": fields.Datetime.now(), "progress": 100})
        is_believed = self._note_end()
        # Who knows what an uploaded file leaves out?
        if self._feeds() is Feed.ORDERS and not self.is_upload and is_believed:
            self.env["amazon.seller.coverage"]._prove(
                self.account_id,
                self._source().channel.value,
                self.marketplace_ids,
                *self._told_period(),
            )
        self._receiver()._close_report(self)

    def _feeds(self):
        """Return what the records become; a search is for orders."""
        return Feed.ORDERS if self.is_search else REPORT_TYPES[self.report_type].feeds

    def _file_charset(self):
        """Return what the file is written in, unless its bytes tell."""
        places = self.marketplace_ids.mapped("marketplace_identifier")
        return self.charset or usual_charset(self.report_type, places)

    def _batch_size(self):
        return READ_BATCH if self._feeds() is Feed.ORDERS else LARGE_BATCH

    def _receiver(self):
        return self.env[RECEIVERS[self._feeds()]]

    def _told_period(self):
        """Return what the report tells of, naive UTC; its end may be before its start.

        That is neither what lay in the future when Amazon made it, nor what was too
        long ago for it to tell.
        """
        asked_at = self.asked_at or fields.Datetime.now()
        oldest = asked_at - timedelta(days=self._source().max_age_days)
        return max(self.data_start, oldest), min(self.data_end, asked_at)

    def _source(self):
        """Return the type of the report, or of the search, with its limits."""
        return SEARCHES.get(self.report_type) or REPORT_TYPES[self.report_type]

    def _read_safely(self, checkpoint):
        """Read, unless another worker is at it; a failure costs only this report."""
        if not self.try_lock_for_update():
            return True
        try:
            return self._read(checkpoint)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - the other reports go on
            self.env.cr.rollback()
            log_failure(_logger, f"Amazon report {self.id}: reading failed", error)
            self._give_up("unknown")
            return checkpoint()

    def _give_up(self, code, detail=False):
        self.write({"state": "failed", "error_code": code, "error_detail": detail})
        self._note_giving_up()

    def _receive(self, statements, position):
        """Hand a batch on: records to their receiver, refused rows to us."""
        records, refused = [], []
        for statement in statements:
            is_row = isinstance(statement, RefusedRow)
            (refused if is_row else records).append(statement)
        orders = [record for record in records if isinstance(record, Order)]
        issues = self.env["amazon.seller.report.issue"].sudo()
        rows = refused + [row for order in orders for row in order.refused_rows]
        issues.create([issues._prepare_values(self, row) for row in rows])
        counts = self._receiver()._receive(self.account_id, records, self)
        self.env["amazon.seller.report.mention"].sudo()._note(self, records)
        self.write(
            {
                "read_position": position,
                "record_count": self.record_count + len(records),
                "order_count": self.order_count + len(orders),
                "new_count": self.new_count + counts["new"],
                "known_count": self.known_count + counts["known"],
                "changed_count": self.changed_count + counts["changed"],
            }
        )
