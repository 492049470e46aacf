# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..importer import tax_notes, vat_numbers
from ..importer.amounts import ITEM
from ..importer.maps import Maps
from ..importer.schemes import COLLECTED, REVERSE_CHARGE, SCHEMES
from ..importer.values import SaleValues
from ..screens import notification

# They ask for the buyer's VAT number.
_NUMBER_NOTES = ("late_number", "unnamed_number")


class SaleOrderTaxes(models.Model):
    """What kind of sale an Amazon order is, and what to know of its taxes."""

    _inherit = "sale.order"

    amazon_seller_tax_kind = fields.Selection(
        SCHEMES, "Kind of Sale", readonly=True, copy=False
    )
    amazon_seller_ship_from_id = fields.Many2one(
        "res.country", "Shipped from", readonly=True, copy=False
    )
    amazon_seller_tax_rule_id = fields.Many2one(
        "amazon.seller.tax.rule",
        "Taxes by Kind of Sale",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="amazon_connector.group_user",
    )
    amazon_seller_tax_notes = fields.Json(readonly=True, copy=False)
    amazon_seller_taxes_checked = fields.Boolean(
        "Taxes Checked", readonly=True, copy=False
    )
    amazon_seller_tax_check = fields.Boolean(
        "Taxes to Check",
        compute="_compute_amazon_seller_tax_check",
        store=True,
        compute_sudo=True,
    )
    amazon_seller_tax_text = fields.Text(
        "What to Know of the Taxes", compute="_compute_amazon_seller_tax_text"
    )
    amazon_seller_tax_info = fields.Char(
        "Notes on Amazon's Part of the Taxes",
        compute="_compute_amazon_seller_tax_info",
    )
    amazon_seller_withheld_tax = fields.Monetary(
        "VAT Kept by Amazon",
        compute="_compute_amazon_seller_withheld_tax",
        compute_sudo=True,
        help="The buyer paid it beside the total of this order, and Amazon pays it to "
        "the tax office.",
    )
    amazon_seller_buyer_vat = fields.Char(
        related="amazon_seller_order_id.buyer_vat_number",
        string="Buyer's VAT ID at Amazon",
        related_sudo=True,
    )

    amazon_seller_buyer_vat_state = fields.Selection(
        related="amazon_seller_order_id.buyer_vat_state", related_sudo=True
    )

    _amazon_seller_tax_check_idx = models.Index(
        "(amazon_seller_tax_check) WHERE amazon_seller_tax_check"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "amazon_seller_tax_notes",
        "amazon_seller_taxes_checked",
        "amazon_seller_ship_from_id",
        "amazon_seller_tax_document_ids.ship_from_country",
        "amazon_seller_tax_document_ids.is_sellers_tax",
        "amazon_seller_tax_document_ids.is_amazon_invoiced",
        "amazon_seller_tax_document_ids.amount_tax",
        "amazon_seller_tax_kind",
    )
    def _compute_amazon_seller_tax_check(self):
        for order in self:
            order.amazon_seller_tax_check = (
                order.state != "cancel"
                and not order.amazon_seller_taxes_checked
                and bool(order._amazon_seller_all_tax_notes())
            )

    @api.depends("amazon_seller_tax_check")
    @api.depends_context("lang")
    def _compute_amazon_seller_tax_text(self):
        for order in self:
            notes = order.amazon_seller_tax_check and order.sudo()
            order.amazon_seller_tax_text = notes and "\n".join(
                tax_notes.sentence(self.env, note)
                for note in notes._amazon_seller_all_tax_notes()
            )

    @api.depends(
        "amazon_seller_tax_kind",
        "order_line.amazon_seller_line_id",
        "invoice_ids.is_move_sent",
        "amazon_seller_tax_document_ids.state",
    )
    @api.depends_context("lang")
    def _compute_amazon_seller_tax_info(self):
        """Nothing of this is to be checked in the order."""
        for order in self:
            notes = order.sudo()._amazon_seller_notes_on_amazons_part()
            order.amazon_seller_tax_info = " ".join(
                tax_notes.sentence(self.env, note) for note in notes
            )

    @api.depends("amazon_seller_tax_kind", "order_line.amazon_seller_line_id")
    def _compute_amazon_seller_withheld_tax(self):
        for order in self:
            lines = order.order_line.amazon_seller_line_id
            withheld = sum(line._withheld_tax() for line in lines)
            order.amazon_seller_withheld_tax = order.currency_id.round(withheld)

    def _amazon_seller_notes_on_amazons_part(self):
        """Return what to know of the VAT that Amazon keeps, or could not calculate."""
        notes = []
        lines = self.order_line.amazon_seller_line_id
        is_collected = self.amazon_seller_tax_kind == COLLECTED
        if is_collected and any(line._is_tax_untold() for line in lines):
            # Nobody can know it before the settlement.
            notes.append({"code": "untold_tax"})
        receipts = self.amazon_seller_tax_document_ids.filtered(
            lambda each: each.state == "receipt" and each.kind == "invoice"
        )
        if receipts and not any(self.invoice_ids.mapped("is_move_sent")):
            numbers = ", ".join(receipts.mapped("display_name"))
            notes.append({"code": "receipt", "numbers": numbers})
        return notes

    def _amazon_seller_all_tax_notes(self):
        """Return the notes of the import and what Amazon's invoice data add."""
        self.ensure_one()
        notes = list(self.amazon_seller_tax_notes or [])
        if note := self._amazon_seller_note_on_origin():
            if note["code"] not in [each["code"] for each in notes]:
                notes.append(note)
        return notes + self._amazon_seller_notes_on_payer()

    def _amazon_seller_note_on_origin(self):
        """Return a note where invoice data name other countries the goods came from."""
        origin = self.amazon_seller_ship_from_id.code
        stated = set(self.amazon_seller_tax_document_ids.mapped("ship_from_country"))
        stated -= {False, ""}
        if not origin or stated <= {origin}:
            return None
        if len(stated) == 1:
            return {"code": "other_origin", "stated": stated.pop(), "origin": origin}
        countries = ", ".join(sorted(stated))
        return {"code": "several_origins", "countries": countries, "origin": origin}

    def _amazon_seller_notes_on_payer(self):
        """Return a note where Amazon's invoice data name another who pays the VAT."""
        documents = self.amazon_seller_tax_document_ids.filtered(
            lambda document: document._names_payer()
        )
        if not (documents and self.amazon_seller_tax_kind):
            return []
        is_sellers = any(documents.mapped("is_sellers_tax"))
        if is_sellers == (self.amazon_seller_tax_kind != COLLECTED):
            return []
        return [{"code": "seller_pays" if is_sellers else "amazon_pays"}]

    @api.depends("partner_shipping_id", "partner_id", "company_id")
    def _compute_fiscal_position_id(self):
        """Override of `sale`: an Amazon order that goes elsewhere is decided anew."""
        amazon = self.filtered("amazon_seller_order_id")
        result = super(SaleOrderTaxes, self - amazon)._compute_fiscal_position_id()
        for order, decision in amazon._amazon_seller_tax_decisions().items():
            before = order.fiscal_position_id
            order.fiscal_position_id = decision.position
            if before != decision.position and order.order_line:
                order.show_update_fpos = True
        return result

    # === ACTION METHODS === #

    def action_amazon_seller_taxes_checked(self):
        """Take the notes about the taxes for dealt with."""
        self.check_access("write")
        self.sudo().amazon_seller_taxes_checked = True

    def action_amazon_seller_decide_taxes(self):
        """Decide the fiscal position and the taxes anew, as for a new order.

        :raise UserError: something is invoiced already
        """
        orders = self.filtered("amazon_seller_order_id")
        orders.check_access("write")
        stands = [("state", "!=", "cancel")]
        if invoiced := orders.filtered(
            lambda order: order.sudo().invoice_ids.filtered_domain(stands)
        ):
            raise UserError(
                self.env._(
                    "These orders have invoices, whose taxes would then differ: %s. "
                    "Correct the invoices instead.",
                    ", ".join(invoiced.mapped("name")),
                )
            )
        before = [order._amazon_seller_taxes() for order in orders]
        orders._amazon_seller_decide_taxes()
        if before == [order._amazon_seller_taxes() for order in orders]:
            message = self.env._("Decided again: the taxes stay as they are.")
            return notification(message, "info")
        return notification(self.env._("The taxes have changed."))

    # === BUSINESS METHODS === #

    def _amazon_seller_taxes(self):
        """Return what the taxes of this order are, to be compared."""
        self.ensure_one()
        lines = [(line.tax_ids, line.price_total) for line in self.order_line]
        return self.fiscal_position_id, lines

    def _amazon_seller_decide_taxes(self):
        """Write anew what kind of sale these are, their fiscal position and taxes."""
        for order, decision in self._amazon_seller_tax_decisions().items():
            is_locked = order.locked
            if is_locked:
                order.action_unlock()
            order.sudo().write(
                {**decision.values(), "amazon_seller_taxes_checked": False}
            )
            order._recompute_taxes()
            order._amazon_seller_take_amounts(decision.kind.scheme)
            if is_locked:
                order.action_lock()

    def _amazon_seller_take_amounts(self, kind):
        """Take over what the lines are sold for, as what kind of sale this is now."""
        self.sudo().amazon_seller_order_id._keep_tax_kind(kind)
        lines = self.order_line.filtered("amazon_seller_line_id")
        for line in lines.filtered(lambda each: each.amazon_seller_kind == ITEM):
            line.amazon_seller_line_id.sudo()._keep_vat_rate(line.tax_ids)
        for line in lines:
            line._amazon_seller_take_amount()
        self._amazon_seller_restate()

    def _amazon_seller_follow_collection(self):
        """Decide the taxes and amounts anew where Amazon collects the tax by now, or
        no longer: an order grew beyond a limit, or an address changed."""
        for order in self:
            stated = order.amazon_seller_order_id
            kinds = {stated.tax_kind, order.amazon_seller_tax_kind}
            is_same = len(kinds) == 1 or COLLECTED not in kinds
            if is_same or False in kinds or stated._is_behind():
                continue
            if any(move.state != "cancel" for move in order.invoice_ids):
                order._amazon_seller_tell_change("invoiced")
            else:
                order._amazon_seller_decide_taxes()

    def _amazon_seller_tax_decisions(self):
        """Return ``{order: what the import would decide about its taxes now}``."""
        decisions = {}
        for account, orders in self.grouped("amazon_seller_account_id").items():
            env = self.env["amazon.seller.order"]._import_env(account)
            stated = orders.with_env(env).amazon_seller_order_id
            account = account.with_env(env)
            maps = Maps(env, account, set(stated.line_ids.mapped("sku")))
            taxation = SaleValues(env, account, maps).taxation
            for order in orders:
                imported = order.with_env(env)
                decisions[order] = taxation.decide(
                    imported.amazon_seller_order_id,
                    imported.partner_id,
                    imported.partner_shipping_id,
                    maps.country(imported._amazon_seller_stated_origin()),
                    imported._amazon_seller_stated_vat_number(),
                )
        return decisions

    def _amazon_seller_note_vat_number(self):
        """Say that Amazon states another VAT number of the buyer than was imported,
        where that makes a difference."""
        settled = self._amazon_seller_with_settled_number()
        for order in self:
            number = order.sudo().amazon_seller_order_id.buyer_vat_number
            notes = order.amazon_seller_tax_notes or []
            others = [note for note in notes if note["code"] not in _NUMBER_NOTES]
            if order in settled:
                order.amazon_seller_tax_notes = others or False
                continue
            order.write(
                {
                    "amazon_seller_tax_notes": [
                        *others,
                        {"code": "late_number", "number": number},
                    ],
                    "amazon_seller_taxes_checked": False,
                }
            )

    def _amazon_seller_with_settled_number(self):
        """Return those whose taxes are those of a sale to whoever has the number, and
        whose invoice has it where it must."""
        settled = self.browse()
        for order, decision in self._amazon_seller_tax_decisions().items():
            kind = decision.kind.scheme
            number = order.sudo().amazon_seller_order_id.buyer_vat_number
            is_here = vat_numbers.is_same(order.partner_id.vat, number)
            is_same = order.amazon_seller_tax_kind == kind
            if is_same and (is_here or kind != REVERSE_CHARGE):
                settled |= order
        return settled

    def _amazon_seller_stated_vat_number(self):
        """Return the buyer's VAT number by Amazon's invoice data, "" where they tell
        none: reports of what Amazon ships never do."""
        numbers = self.amazon_seller_tax_document_ids.mapped("buyer_vat_number")
        return next(filter(None, numbers), "")

    def _amazon_seller_stated_origin(self):
        """Return the country that Amazon's invoice data say it came from, "" where
        they say none, or several."""
        codes = set(self.amazon_seller_tax_document_ids.mapped("ship_from_country"))
        codes -= {False, ""}
        return codes.pop() if len(codes) == 1 else ""
