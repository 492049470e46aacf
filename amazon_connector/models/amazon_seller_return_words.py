# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Amazon's list is open: what is not here is shown as Amazon writes it.
# https://developer-docs.amazon.com/sp-api/docs/returns-reports-attributes
REASON_WORDS = {
    "APPAREL_STYLE": _lt("Does not like the style"),
    "APPAREL_TOO_LARGE": _lt("Too large"),
    "APPAREL_TOO_SMALL": _lt("Too small"),
    "DAMAGED_BY_CARRIER": _lt("Damaged on the way"),
    "DAMAGED_BY_FC": _lt("Damaged in Amazon's warehouse"),
    "DEFECTIVE": _lt("Defective"),
    "EXCESSIVE_INSTALLATION": _lt("Too laborious to install"),
    "EXTRA_ITEM": _lt("Came in addition to what was ordered"),
    "FOUND_BETTER_PRICE": _lt("Found a better price"),
    "JEWELRY_TOO_LARGE": _lt("Too large"),
    "JEWELRY_TOO_SMALL": _lt("Too small"),
    "MISORDERED": _lt("Ordered by mistake"),
    "MISSED_ESTIMATED_DELIVERY": _lt("Came too late"),
    "MISSING_PARTS": _lt("Parts are missing"),
    "NEVER_ARRIVED": _lt("Never arrived"),
    "NOT_AS_DESCRIBED": _lt("Not as described"),
    "NOT_COMPATIBLE": _lt("Does not fit"),
    "NO_REASON_GIVEN": _lt("No reason given"),
    "ORDERED_WRONG_ITEM": _lt("Ordered the wrong item"),
    "PART_NOT_COMPATIBLE": _lt("Does not fit"),
    "QUALITY_UNACCEPTABLE": _lt("Poor quality"),
    "SWITCHEROO": _lt("Another item was delivered"),
    "UNAUTHORIZED_PURCHASE": _lt("Bought without permission"),
    "UNDELIVERABLE_CARRIER_MISS_SORTED": _lt("Not deliverable: sorted wrongly"),
    "UNDELIVERABLE_INSUFFICIENT_ADDRESS": _lt("Not deliverable: address incomplete"),
    "UNDELIVERABLE_REFUSED": _lt("Not deliverable: refused"),
    "UNDELIVERABLE_UNKNOWN": _lt("Not deliverable"),
    "UNWANTED_ITEM": _lt("No longer wanted"),
    "WRONG_ITEM": _lt("Another item was delivered"),
}
DISPOSITION_WORDS = {
    "CARRIER_DAMAGED": _lt("Damaged on the way"),
    "CUSTOMER_DAMAGED": _lt("Damaged by the buyer"),
    "DAMAGED": _lt("Damaged by Amazon"),
    "DEFECTIVE": _lt("Defective"),
    "EXPIRED": _lt("Expired"),
    "SELLABLE": _lt("Sellable"),
}


class AmazonSellerReturnWords(models.Model):
    """Amazon's codes for returns, in the reader's words."""

    _inherit = "amazon.seller.return"

    return_reason_words = fields.Char(
        "Buyer's Reason in Words", compute="_compute_words"
    )
    disposition_words = fields.Char("Condition in Words", compute="_compute_words")

    @api.depends("return_reason", "disposition")
    @api.depends_context("lang")
    def _compute_words(self):
        for record in self:
            record.return_reason_words = record._in_words(
                REASON_WORDS, record.return_reason
            )
            record.disposition_words = record._in_words(
                DISPOSITION_WORDS, record.disposition
            )

    def _in_words(self, table, code):
        # Merchants' returns have the same codes behind "CR-".
        words = table.get((code or "").upper().removeprefix("CR-"))
        return self.env._(words) if words else code
