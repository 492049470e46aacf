# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..importer.settlement_kinds import kind_of
from ..importer.statement import clean, naive_utc
from ..insertion import insert_new
from ..spapi.settlements import Settlement, balance

_LINE_TEXTS = (
    "transaction_type",
    "amount_type",
    "amount_description",
    "amazon_order_id",
    "reference",
    "order_item_id",
    "sku",
    "marketplace_name",
    "shipment_id",
    "adjustment_id",
    "promotion_id",
)


class AmazonSellerSettlementReceive(models.Model):
    """Settlements as their reports state them; each is read as a whole."""

    _inherit = "amazon.seller.settlement"

    @api.model
    def _receive(self, account, records, report=None):
        """Keep what Amazon stated, once, however often it is stated.

        The first record of a file is the settlement; its lines follow, in any number
        of batches.

        :param records: list of :class:`~..spapi.settlements.Settlement` and
            :class:`~..spapi.settlements.SettlementLine`
        :return: ``{"new": n, "known": n, "changed": n}``
        :raise psycopg2.errors.SerializationFailure: another transaction received the
            same meanwhile; roll back and try again
        """
        settlements = self.sudo().with_context(tracking_disable=True)
        counts = Counter(new=0, known=0, changed=0)
        lines = []
        for record in records:
            if isinstance(record, Settlement):
                counts[settlements._begin(account, record, report)] += 1
            else:
                lines.append(record)
        settlements._receive_lines(account, lines, report, counts)
        return dict(counts)

    # === HEADER === #

    def _begin(self, account, stated, report):
        """Open a settlement, or open it anew to read it as a whole.

        Another report that states the same of a settlement that adds up changes
        nothing: its lines are not taken.

        :return: "new", "known" or "changed"
        """
        identifier = clean(stated.settlement_id)
        settlement = self._of(account, {identifier}).get(identifier)
        values = self._header_values(stated)
        if not settlement:
            settlement = insert_new(
                self,
                [
                    {
                        "account_id": account.id,
                        "company_id": account.company_id.id,
                        "settlement_identifier": identifier,
                        "state": "reading",
                        "times_read": 0,
                    }
                ],
                ("account_id", "settlement_identifier"),
            )
            settlement._open(values, report)
            return "new"
        changes = settlement._changes(values)
        is_same_report = settlement.report_id == (report or settlement.report_id)
        if settlement.state == "balanced" and not changes and not is_same_report:
            return "known"
        if changes:
            title = self.env._("Amazon states the settlement differently now:")
            before = settlement._convert_to_write(
                {name: settlement[name] for name in changes}
            )
            settlement._log_changes(title, before, changes)
        settlement._open(values, report)
        return "changed" if changes else "known"

    def _open(self, values, report):
        """Take the header, and forget lines that are read anew."""
        self.env["amazon.seller.settlement.line"].flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM amazon_seller_settlement_line WHERE settlement_id = %s",
                self.id,
            )
        )
        self.env["amazon.seller.settlement.line"].invalidate_model()
        self.write(
            {
                **values,
                "report_id": report.id if report else False,
                "state": "reading",
                "lines_total": 0,
                "difference": 0,
                "line_count": 0,
                "times_read": self.times_read + 1,
            }
        )

    def _header_values(self, stated):
        currencies = self.env["amazon.seller.order"]._currency_ids()
        return {
            "start_date": naive_utc(stated.start),
            "end_date": naive_utc(stated.end),
            "deposit_date": naive_utc(stated.deposit_date),
            "currency_id": currencies.get(clean(stated.currency).upper(), False),
            "amount_total": float(stated.total),
        }

    def _of(self, account, identifiers):
        """Return ``{settlement id: settlement}`` of those that are here."""
        return self.search(
            [
                ("account_id", "=", account.id),
                ("settlement_identifier", "in", list(identifiers)),
            ]
        ).grouped("settlement_identifier")

    # === LINES === #

    def _receive_lines(self, account, lines, report, counts):
        """Insert the lines of settlements that are read from this very report."""
        Lines = self.env["amazon.seller.settlement.line"].sudo()
        settlements = self._of(account, {clean(line.settlement_id) for line in lines})
        order_ids = Lines._order_ids(account, {line.amazon_order_id for line in lines})
        rows = []
        for line in lines:
            settlement = settlements.get(clean(line.settlement_id))
            is_read_here = (
                settlement
                and settlement.state == "reading"
                and settlement.report_id == (report or settlement.report_id)
            )
            if not is_read_here:
                counts["known"] += 1
                continue
            counts["new" if settlement.times_read == 1 else "known"] += 1
            rows.append(_line_row(settlement, line, order_ids))
        # They are not looked at: the lines of a long file would fill the memory.
        insert_new(Lines, rows, ("settlement_id", "line_number"))
        self.concat(*settlements.values()).invalidate_recordset(["line_ids"])

    # === THE END OF A REPORT === #

    @api.model
    def _close_report(self, report):
        """See whether the lines add up to what was paid out."""
        for settlement in self.sudo().search(
            [("report_id", "=", report.id), ("state", "=", "reading")]
        ):
            settlement._check_balance()

    def _check_balance(self):
        """Compare the sum of the lines with what was paid out, exactly.

        A transfer row, which some files have, is the payout itself: the rest may add
        up without it.
        """
        self.env["amazon.seller.settlement.line"].flush_model()
        # As text, because Odoo reads numbers as floats.
        [[*sums, count]] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(sum(amount), 0)::text,
                          COALESCE(sum(amount) FILTER (WHERE kind = 'transfer'),
                                   0)::text,
                          count(*)
                     FROM amazon_seller_settlement_line WHERE settlement_id = %s""",
                self.id,
            )
        )
        total, transfers = map(Decimal, sums)
        paid = Decimal(str(self.amount_total))
        stated = Settlement(
            self.settlement_identifier, None, None, None, paid, self.currency_id.name
        )
        verdict = balance(stated, total, transfers)
        if verdict == "balanced_without_transfers":
            total -= transfers
        is_balanced = verdict != "unbalanced" and not self.report_id.issue_ids
        self.write(
            {
                "state": "balanced" if is_balanced else "unbalanced",
                "lines_total": float(total),
                "difference": float(paid - total),
                "line_count": count,
            }
        )


def _line_row(settlement, line, order_ids):
    """Return a row of the database for a ``SettlementLine``."""
    row = {name: clean(getattr(line, name)) or None for name in _LINE_TEXTS}
    row.update(
        settlement_id=settlement.id,
        account_id=settlement.account_id.id,
        company_id=settlement.company_id.id,
        currency_id=settlement.currency_id.id or None,
        line_number=line.line_number,
        kind=kind_of(line),
        amount=line.amount,
        order_id=order_ids.get(line.amazon_order_id),
        quantity=line.quantity or 0,
        posted_at=naive_utc(line.posted_at) or None,
    )
    return row
