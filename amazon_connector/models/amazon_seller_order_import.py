# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import traceback

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..attempts import attempt_each
from ..failures import words_of
from ..importer.batch import Batch
from ..importer.reasons import HELD

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100
# First key of the advisory lock that lets one worker per company confirm orders:
# two would reserve the same stock twice.
_IMPORT_LOCK = 0x414D5A4F
# What a person may have repaired meanwhile is tried again by itself this often.
_RETRIES = 24


class AmazonSellerOrder(models.Model):
    _inherit = "amazon.seller.order"

    @api.model
    def _import_pending(self, account):
        """Import everything of the account that can be imported, without commit.

        :return: the number of orders handled
        """
        handled = 0
        while count := self._import_batch(account):
            handled += count
        return handled

    @api.model
    def _import_batch(self, account, limit=BATCH_SIZE):
        """Import up to ``limit`` orders of the account, without commit.

        Each order ends as imported or waiting with its reason; a bad one costs only
        itself.

        :return: the number of orders handled; 0 when there is nothing to do, or
            another worker is importing for this company right now
        :raise psycopg2.OperationalError: the database asks to try the whole
            transaction again
        """
        if not self._lock_import(account.company_id):
            return 0
        ids = self._next_ids(account, limit)
        if ids:
            self._import_ids(account, ids)
        return len(ids)

    def _import_now(self, account):
        """Import these orders of one account, whatever they waited for.

        :raise UserError: another worker is importing for this company
        """
        if not self._lock_import(account.company_id):
            raise UserError(
                self.env._(
                    "Orders of this company are being imported right now. Try again in "
                    "a minute."
                )
            )
        self._import_ids(account, self.try_lock_for_update().ids)

    def _go_on(self, account):
        """Import these orders again, about which somebody has just decided.

        Now, or by the next round where another worker is importing.
        """
        self._import_again()
        if self._lock_import(account.company_id):
            self._import_ids(account, self.ids)

    def _make_again(self):
        """Let the next round make the sale orders of these, which somebody deleted."""
        self.filtered(
            lambda order: order.state == "imported" or order.reason in HELD
        )._import_again()

    def _import_again(self):
        """Let the next round look at these anew, whatever they waited for."""
        self.write({"state": "new", "reason": False, "reason_detail": False})

    def _lock_import(self, company):
        """Claim the import of a company until the end of the transaction."""
        [[is_ours]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", _IMPORT_LOCK, company.id)
        )
        return is_ours

    # === SELECTION === #

    def _next_ids(self, account, limit):
        """Lock and return the next orders to import, new ones first come."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT o.id FROM amazon_seller_order o
                    WHERE o.account_id = %s
                      AND (o.state = 'new' OR (o.state = 'waiting' AND (%s)))
                    ORDER BY o.id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""",
                account.id,
                self._may_go_on(account),
                limit,
            )
        )
        return [id_ for (id_,) in rows]

    def _may_go_on(self, account):
        """Return the condition under which a waiting order is worth another try."""
        has_rate = SQL(
            """EXISTS (SELECT 1 FROM res_currency_rate r
                        WHERE r.currency_id = o.currency_id
                          AND (r.company_id IS NULL OR r.company_id = %s))""",
            account.company_id.root_id.id,
        )
        is_decided = SQL(
            """EXISTS (
                SELECT 1 FROM sale_order s
                 WHERE s.id = o.sale_order_id
                   AND (s.state = 'sale' OR (s.state <> 'cancel'
                        AND s.amazon_seller_check NOT IN ('differs', 'held'))))"""
        )
        conditions = [
            *self._may_have_products(account),
            SQL("o.reason = 'currency_rate' AND %s", has_rate),
            SQL("o.reason IN %s AND %s", HELD, is_decided),
            SQL(
                """o.reason IN (
                       'archived_tax', 'tax_setup', 'import_failed', 'order_cancelled',
                       'cancel_failed'
                   ) AND o.attempts < %s
                   AND o.last_attempt < now() at time zone 'utc' - interval '1 hour'""",
                _RETRIES,
            ),
        ]
        return SQL(" OR ").join(SQL("(%s)", condition) for condition in conditions)

    def _may_have_products(self, account):
        """Return the conditions under which orders find the products they lacked."""
        # As `importer.maps` finds products; else an order would be tried without end.
        by_reference = SQL(
            """(SELECT count(*) FROM product_product p
                  JOIN product_template t ON t.id = p.product_tmpl_id
                 WHERE p.default_code = l.sku AND p.active
                   AND (t.company_id IS NULL OR t.company_id = ANY(%s)))""",
            account.company_id.parent_ids.ids,
        )
        matched = SQL(
            """EXISTS (SELECT 1 FROM amazon_seller_sku s
                         JOIN product_product p ON p.id = s.product_id
                         JOIN product_template t ON t.id = p.product_tmpl_id
                        WHERE s.account_id = o.account_id AND s.sku = l.sku AND p.active
                          AND (t.company_id IS NULL OR t.company_id = ANY(%s))
                          AND (s.match = 'hand' OR %s = 0))""",
            account.company_id.parent_ids.ids,
            by_reference,
        )
        own = SQL(
            """EXISTS (SELECT 1 FROM amazon_seller_listing g
                         JOIN product_product p ON p.id = g.own_product_id
                        WHERE g.account_id = o.account_id AND g.sku = l.sku
                          AND g.marketplace_id = o.marketplace_id AND p.active)"""
        )
        no_line_has = SQL(
            """NOT EXISTS (SELECT 1 FROM amazon_seller_order_line l
                            WHERE l.order_id = o.id AND l.quantity <> 0
                              AND NOT %s AND NOT %s AND %s""",
            own,
            matched,
            by_reference,
        )
        return (
            SQL("o.reason = 'unknown_sku' AND %s = 0)", no_line_has),
            SQL("o.reason = 'ambiguous_sku' AND %s <> 1)", no_line_has),
        )

    # === ONE BATCH === #

    def _import_ids(self, account, ids):
        """Import the inbox records with these ids."""
        orders = self._import_env(account)[self._name].browse(ids)
        orders -= orders._carry_out_cancellations()
        for order, error in attempt_each(
            orders, lambda several: several._import_together(account)
        ):
            order._wait_for_repair(error)
        _logger.info(
            "Amazon account %s: %s orders handled, %s of them imported",
            account.id,
            len(orders),
            len(orders.filtered(lambda order: order.state == "imported")),
        )

    def _import_env(self, account):
        """Return the environment in which sale orders are made."""
        company = account.company_id
        records = (
            self.sudo()
            .with_company(company)
            .with_context(
                lang=company.partner_id.lang or self.env.lang,
                tracking_disable=True,
                mail_create_nolog=True,
                mail_notrack=True,
                mail_create_nosubscribe=True,
                mail_auto_subscribe_no_notify=True,
                sale_no_log_for_new_lines=True,
                # Amazon's VAT numbers are checked by the importer; VIES never
                # inside a transaction.
                no_vat_validation=True,
                import_file=True,
            )
        )
        return records.env

    def _import_together(self, account):
        """Have these orders imported, or wait with a reason each."""
        batch = Batch(account, self)
        ready = self.browse()
        for order in self:
            if waiting := batch.waiting_reason(order):
                order._wait(waiting.code, waiting.detail)
            else:
                ready |= order
        # Orders whose SKU finds its product by this go on with the next batch.
        self.env["amazon.seller.sku"]._note_orders(self)
        undecided = batch.make_sale_orders(ready) if ready else {}
        ready.filtered(lambda order: order not in undecided)._mark_imported()
        for order, waiting in undecided.items():
            order._wait(waiting.code, waiting.detail)
        self.env.flush_all()

    def _mark_imported(self):
        now = fields.Datetime.now()
        for attempts, orders in self.grouped("attempts").items():
            orders.write(
                {
                    "state": "imported",
                    "reason": False,
                    "reason_detail": False,
                    "technical_detail": False,
                    "attempts": attempts + 1,
                    "last_attempt": now,
                }
            )

    def _wait(self, code, detail):
        """Keep why the order cannot be imported yet."""
        self.write(
            {
                "state": "ignored" if code == "other_account" else "waiting",
                "reason": code,
                "reason_detail": detail or False,
                "attempts": self.attempts + 1,
                "last_attempt": fields.Datetime.now(),
            }
        )

    def _wait_for_repair(self, error, code="import_failed"):
        """Keep Odoo's refusal: its words for people, the traceback for experts."""
        self._wait(code, words_of(error))
        self.technical_detail = "".join(traceback.format_exception(error))
        _logger.warning(
            "Amazon order %s could not be taken over (%s)",
            self.amazon_order_id,
            type(error).__name__,
        )
