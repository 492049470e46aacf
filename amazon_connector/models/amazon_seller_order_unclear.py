# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AmazonSellerOrderUnclear(models.Model):
    """Orders that Amazon has cancelled in part without saying what exactly."""

    _inherit = "amazon.seller.order"

    unclear_skus = fields.Char(
        "Unclear Cancellation",
        readonly=True,
        help="SKUs of which Amazon has cancelled a part; its report does not say what "
        "exactly. Fetch the order again from Amazon: that tells.",
    )
    unclear_pieces = fields.Json(
        readonly=True,
        help="How many pieces are left of each unclear SKU, where Amazon says so.",
    )
    pieces_told_at = fields.Datetime(
        "Pieces Told on",
        readonly=True,
        help="When Amazon last told how many pieces are left. Lists from before no "
        "longer count, nor do reports on orders that state more pieces.",
    )

    def _judge_pieces(self, skus, standing, told_at):
        """Hold the order as long as more may be here than Amazon has left of it.

        :param skus: ``{SKU: number of its items that were cancelled}``
        :param standing: ``{SKU: StandingPieces}``
        :param told_at: when the report that says so was asked for
        """
        self.ensure_one()
        if self.pieces_told_at and told_at < self.pieces_told_at:
            return
        lines = self.line_ids.filtered(lambda line: line.channel == "MFN")
        by_sku = lines.grouped("sku")
        before = self.unclear_pieces or {}
        unclear = dict(before)
        for sku in {**skus, **standing}:
            items = by_sku.get(sku, lines.browse())
            pieces = standing.get(sku)
            is_unclear = _is_unclear(items, skus.get(sku, 0), pieces)
            if is_unclear:
                unclear[sku] = pieces.pieces if pieces else None
            elif is_unclear is False:
                unclear.pop(sku, None)
        if unclear == before:
            return
        if unclear.items() - before.items():  # Once decided, it is decided for these.
            self.sale_order_id.amazon_seller_ships_anyway = False
        self._note_unclear(unclear, told_at)

    def _note_unclear(self, unclear, told_at):
        """Keep what is unclear.

        :param unclear: ``{SKU: pieces that are left, or None}``
        :param told_at: when Amazon said so
        """
        self.write(
            {
                "unclear_skus": ", ".join(unclear) or False,
                "unclear_pieces": unclear or False,
                "pieces_told_at": told_at,
            }
        )


def _is_unclear(items, number, pieces):
    """Whether Amazon has cancelled more than is known here; None where it is not told.

    :param items: the order's lines with one SKU
    :param number: how many of them were cancelled, according to Amazon
    :param pieces: :class:`~..spapi.order_mentions.StandingPieces`, None if unknown
    """
    here = items.filtered("quantity")
    if pieces and pieces.rows >= len(here):
        return pieces.pieces < sum(here.mapped("quantity"))
    if number:
        return bool(here) and len(items) - len(here) < number
    return None
