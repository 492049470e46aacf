# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import zlib

from odoo import api, fields, models

from .. import secret_box

PART_BYTES = 1 << 20


class AmazonSellerReportPart(models.Model):
    """A piece of a report's file: compressed, sealed, at most one megabyte of it.

    In pieces, a file of any size passes through without ever being whole in memory;
    sealed, no buyer's address lies readable in a database, a backup or a file store,
    as Amazon's Data Protection Policy demands.
    """

    _name = "amazon.seller.report.part"
    _description = "Amazon Report File Part"
    _order = "report_id, sequence"
    _log_access = False

    report_id = fields.Many2one(
        "amazon.seller.report", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(required=True)
    # Not an attachment: it must come and go with the report, in one transaction.
    content = fields.Binary(attachment=False, groups=fields.NO_ACCESS)

    _sequence_uniq = models.Constraint(
        "UNIQUE(report_id, sequence)", "A part of a report's file exists once."
    )

    @api.model
    def _store(self, report, chunks):
        """Replace a report's file.

        :param chunks: iterable of bytes, of any sizes
        :return: size of the file in bytes
        """
        self.search([("report_id", "=", report.id)]).unlink()
        size = 0
        for sequence, piece in enumerate(_pieces(chunks)):
            size += len(piece)
            self._insert(report, sequence, secret_box.seal_bytes(zlib.compress(piece)))
        return size

    def _insert(self, report, sequence, sealed):
        # Past the ORM: its cache would hold every part until the end.
        self.env.cr.execute(
            "INSERT INTO amazon_seller_report_part (report_id, sequence, content) "
            "VALUES (%s, %s, %s)",
            (report.id, sequence, sealed),
        )

    @api.model
    def _load(self, report):
        """Yield a report's file piece by piece.

        :raise secret_box.SecretUnreadable: the database came without its key
        """
        sequence = 0
        while True:
            self.env.cr.execute(
                "SELECT content FROM amazon_seller_report_part "
                "WHERE report_id = %s AND sequence = %s",
                (report.id, sequence),
            )
            row = self.env.cr.fetchone()
            if not row:
                return
            yield zlib.decompress(secret_box.unseal_bytes(bytes(row[0])))
            sequence += 1


def _pieces(chunks):
    """Regroup ``chunks`` into pieces of :data:`PART_BYTES`."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= PART_BYTES:
            yield bytes(buffer[:PART_BYTES])
            del buffer[:PART_BYTES]
    if buffer:
        yield bytes(buffer)
