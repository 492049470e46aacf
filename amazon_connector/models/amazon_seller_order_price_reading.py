# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..importer.readings import EVERYWHERE, NOWHERE
from ..spapi.price_evidence import LEAST_ROWS
from ..spapi.price_readings import ASPECTS


class AmazonSellerOrder(models.Model):
    """Orders whose amounts are read in the way the account's reports are written."""

    _inherit = "amazon.seller.order"

    seen_readings = fields.Char(
        readonly=True, help="What was known of the amounts when the order had to wait."
    )
    is_read_differently = fields.Boolean(
        compute="_compute_is_read_differently",
        search="_search_is_read_differently",
        help="Its amounts were read in another way when it was imported.",
    )

    _place_idx = models.Index(
        f"(account_id, (COALESCE(ship_country_code, '{NOWHERE}')), id)",
    )

    def _compute_is_read_differently(self):
        found = set(self._search_ids(SQL("o.id = ANY(%s)", self.ids)))
        for order in self:
            order.is_read_differently = order.id in found

    def _search_is_read_differently(self, operator, value):
        if operator != "in" or set(value) - {True}:
            return NotImplemented
        return Domain("id", "in", self._search_ids(SQL("TRUE")))

    def _search_ids(self, condition):
        """Return the ids of orders read differently now, where ``condition`` holds."""
        return [
            id_
            for (id_,) in self._join_readings(
                SQL("DISTINCT o.id"),
                SQL("%s AND %s", condition, self._is_read_differently()),
            )
        ]

    # === SQL === #

    def _join_readings(self, columns, condition, tail=SQL("")):  # noqa: B008 - constant
        """Select from orders ``o``, their lines ``l`` and their readings ``r``."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT %s FROM amazon_seller_price_reading r
                     JOIN amazon_seller_order o
                       ON o.account_id = r.account_id
                      AND COALESCE(o.ship_country_code, %s) = r.country_code
                     JOIN amazon_seller_order_line l
                       ON l.order_id = o.id AND l.channel = r.channel
                    WHERE %s %s""",
                columns,
                NOWHERE,
                condition,
                tail,
            )
        )

    @api.model
    def _is_read_differently(self):
        """Return the condition on an imported line that it would be read otherwise."""
        return SQL(
            """o.state = 'imported' AND l.price_reading IS NOT NULL AND (%s)""",
            SQL(" OR ").join(
                SQL(
                    "split_part(l.price_reading, '/', %(n)s) NOT IN "
                    "('*', split_part(r.signature, '/', %(n)s))",
                    n=number,
                )
                for number in range(1, len(ASPECTS) + 1)
            ),
        )

    @api.model
    def _count_by_reading(self, readings, condition):
        """Return ``{reading's id: number of orders}``; of all countries their sum."""
        counts = dict(
            self._join_readings(
                SQL("r.id, count(DISTINCT o.id)"),
                SQL(
                    "r.account_id = ANY(%s) AND %s", readings.account_id.ids, condition
                ),
                SQL("GROUP BY r.id"),
            )
        )
        for reading in readings:
            if reading.country_code == EVERYWHERE:
                counts[reading.id] = sum(
                    counts.get(other.id, 0)
                    for other in reading.account_id.price_reading_ids
                    if other.channel == reading.channel
                )
        return counts

    def _may_go_on(self, account):
        """Override: amounts that nobody could read may be known now."""
        known = SQL(
            """o.reason = 'price_reading' AND o.seen_readings IS DISTINCT FROM (
                   SELECT string_agg(r.signature, ' ' ORDER BY r.channel)
                     FROM amazon_seller_price_reading r
                    WHERE r.account_id = o.account_id
                      AND r.country_code = COALESCE(o.ship_country_code, %s))""",
            NOWHERE,
        )
        return SQL("%s OR (%s)", super()._may_go_on(account), known)

    # === IMPORT === #

    def _wait(self, code, detail):
        """Override: remember what was known when it was not enough."""
        result = super()._wait(code, detail)
        if code == "price_reading":
            readings = self._price_readings()
            self.seen_readings = (
                " ".join(
                    reading.signature
                    for reading in readings.sorted(lambda each: each.channel)
                )
                or False
            )
        return result

    def _price_readings(self):
        """Return the readings of where this order goes."""
        country = self.ship_country_code or NOWHERE
        return self.account_id.price_reading_ids.filtered(
            lambda reading: reading.country_code == country
        )

    def _mark_imported(self):
        """Override: remember how the amounts were read."""
        result = super()._mark_imported()
        new = self.line_ids.filtered(lambda line: not line.price_reading)
        for used, lines in new.grouped(lambda line: line._used_reading()).items():
            if used:
                lines.price_reading = used
        return result

    def _unknown_reading(self):
        """Return what must be known before the order's amounts can be read, in words.

        :return: "" where all is known
        """
        for line in self._sold_lines():
            if aspect := line._unknown_aspect():
                return self._unknown_reading_text(line, aspect)
        return ""

    def _unknown_reading_text(self, line, aspect):
        reading = self._price_readings().filtered(
            lambda each: each.channel == line.channel
        )
        counts = {
            "prices": (reading.gross_count, reading.net_count),
            "promotions": (reading.promotion_gross_count, reading.promotion_net_count),
            "tax": (reading.before_count, reading.after_count),
        }[aspect]
        names = {
            "prices": self.env._("prices"),
            "promotions": self.env._("promotions"),
            "tax": self.env._("tax of reduced prices"),
        }
        return self.env._(
            "%(place)s: %(aspect)s, told by %(rows)s of %(least)s rows",
            place=reading.place or self.ship_country_code,
            aspect=names[aspect],
            rows=sum(counts),
            least=LEAST_ROWS[aspect],
        )

    def _view_price_readings(self):
        """Open how the amounts of this order's country are read."""
        return dict(
            self.account_id.action_view_price_readings(),
            domain=[
                ("account_id", "=", self.account_id.id),
                ("country_code", "in", [self.ship_country_code or NOWHERE, EVERYWHERE]),
            ],
        )
