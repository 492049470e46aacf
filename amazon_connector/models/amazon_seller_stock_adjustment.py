# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_datetime

from ..attempts import attempt
from ..failures import is_for_people, log_failure, words_of
from ..screens import notification

_logger = logging.getLogger(__name__)

# Products a transaction adjusts.
BATCH_SIZE = 100


class AmazonSellerStock(models.Model):
    """Bringing Odoo's stock to Amazon's numbers, by inventory adjustments."""

    _inherit = "amazon.seller.stock"

    is_adjustment_wanted = fields.Boolean("Being Adjusted", readonly=True)
    adjusted_at = fields.Datetime("Adjusted On", readonly=True)
    adjustment_error = fields.Char("Refused by Odoo", readonly=True)

    _adjustment_wanted_idx = models.Index("(id) WHERE is_adjustment_wanted")

    # === ACTIONS AND CRON === #

    def action_adjust(self):
        """Adjust Odoo's stock of the chosen SKUs to what Amazon stated."""
        return self._adjust_now()

    def action_adjust_all(self):
        """Adjust Odoo's stock wherever it differs from what Amazon stated."""
        return self.search([("has_difference", "=", True)])._adjust_now()

    def _adjust_now(self):
        """Adjust a batch at once; what is more follows by itself.

        :raise AccessError: for others than administrators of the stock
        """
        if not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(
                self.env._("Only administrators of Inventory may adjust the stock.")
            )
        self.check_access("read")
        todo = self.sudo()._want_adjustment()
        if not todo:
            raise UserError(
                self.env._(
                    "There is nothing to adjust: where there is a difference at all, "
                    'the column "Why not Adjusted" tells the reason.'
                )
            )
        count = todo._next_batch()._adjust_safely()
        return self._adjustment_notification(count, todo)

    def _adjustment_notification(self, count, todo):
        refused = todo.filtered("adjustment_error")
        sentences = [self.env._("%s products adjusted.", count)]
        if todo.filtered("is_adjustment_wanted"):
            sentences.append(self.env._("The others follow by themselves."))
        if refused:
            sentences.append(
                self.env._("Refused by Odoo: %s", refused[0].adjustment_error)
            )
        return notification(" ".join(sentences), "warning" if refused else "success")

    @api.model
    def _cron_adjust(self):
        """Adjust what is wanted, batch by batch."""
        commit = self.env["ir.cron"]._commit_progress
        while wanted := self.search([("is_adjustment_wanted", "=", True)]):
            batch = wanted._next_batch()
            batch._adjust_safely()
            if batch.filtered("is_adjustment_wanted"):
                break  # Others are at it.
            if not commit(len(batch), remaining=len(wanted - batch)):
                return
        commit(remaining=0)

    # === BUSINESS METHODS === #

    def _want_adjustment(self):
        """Have the stock adjusted where it differs and nothing speaks against it.

        :return: the SKUs of the products concerned
        """
        todo = self.filtered(lambda level: level.has_difference and not level.obstacle)
        todo = todo._mates().filtered("has_difference")
        todo.write({"is_adjustment_wanted": True})
        if todo:
            self.env.ref("amazon_connector.ir_cron_adjust_stock").sudo()._trigger()
        return todo

    def _next_batch(self):
        """Return the SKUs of the first products."""
        groups = list(self._by_product().values())[:BATCH_SIZE]
        return self.browse([level.id for levels in groups for level in levels])

    def _adjust_safely(self):
        """Adjust these products; one that Odoo refuses costs only itself.

        :return: the number of products adjusted; 0 when others are at it
        """
        groups = list(self._by_product().values())
        try:
            self.lock_for_update()
        except LockError:
            return 0
        with attempt(self.env.cr) as tried:
            count = self._adjust()
        if not tried.error:
            return count
        if len(groups) == 1:
            self._note_refusal(tried.error)
            return 0
        return sum(group._adjust_safely() for group in groups)

    def _note_refusal(self, error):
        if not is_for_people(error):
            log_failure(_logger, "Amazon FBA stock could not be adjusted", error)
        self.write({"is_adjustment_wanted": False, "adjustment_error": words_of(error)})

    def _adjust(self):
        """Move the differences in, or out, as of Amazon's reports.

        The write makes another transaction, which read these numbers before, fail and
        read them again.

        :return: the number of products
        """
        self.write(
            {
                "is_adjustment_wanted": False,
                "adjustment_error": False,
                "adjusted_at": fields.Datetime.now(),
            }
        )
        adjustments = self._prepare_adjustments()
        moves = self.env["stock.move"].with_context(inventory_mode=False)
        moves = moves.create([vals for vals, _moment in adjustments])
        moves.with_context(ignore_dest_packages=True)._action_done()
        moments = (moment for _vals, moment in adjustments)
        moves._amazon_seller_set_dates(dict(zip(moves, moments, strict=True)))
        moves._trigger_assign()
        self.env.flush_all()
        self.invalidate_recordset(["odoo_quantity", "difference", "has_difference"])
        return len(adjustments)

    def _prepare_adjustments(self):
        """Return the values of a stock move for each product that differs, and when
        Amazon stated its quantity."""
        goods, places, adjustments = self._by_goods(), {}, []
        for key, comparison in self._compare_goods().items():
            account, area, product = key
            if not comparison.difference or comparison.obstacle:
                continue
            if (account, area) not in places:
                places[account, area] = account._fba_location(area)
            [level, *_others] = goods[key]
            vals = level._prepare_adjustment(
                product, places[account, area], comparison.difference
            )
            adjustments.append((vals, comparison.moment))
        return adjustments

    def _prepare_adjustment(self, product, location, difference):
        """Return the values of the stock move of an inventory adjustment."""
        outside = product.with_company(self.company_id).property_stock_inventory
        quant = self.env["stock.quant"].new(
            {"product_id": product.id, "location_id": location.id}
        )
        ways = (outside, location) if difference > 0 else (location, outside)
        return quant.with_context(
            inventory_name=self._adjustment_reason()
        )._get_inventory_move_values(abs(difference), *ways)

    def _adjustment_reason(self):
        """Return who stated the quantity, and when, in the company's language."""
        lang = self.company_id.partner_id.lang or self.env.lang
        tz = self.account_id.user_id.tz or "UTC"
        env = self.with_context(lang=lang).env
        return env._(
            "Amazon FBA stock as of %(moment)s (%(account)s, report %(report)s)",
            moment=format_datetime(env, self.snapshot_at, tz=tz, dt_format="short"),
            account=self.account_id.name,
            report=self.report_id.report_identifier or "–",
        )
