# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..importer.readings import EVERYWHERE, NOWHERE, is_worth_learning
from ..spapi.price_evidence import decide, tallies
from ..spapi.price_readings import ASPECTS, GROSS, NET, PRICES, Reading
from .amazon_seller_order import CHANNELS

BASES = [("gross", "With VAT"), ("net", "Without VAT")]
TAX_TIMES = [("before", "Before the promotion"), ("after", "After the promotion")]
_WAITS = SQL("o.state = 'waiting' AND o.reason = 'price_reading'")


class AmazonSellerPriceReading(models.Model):
    """How Amazon's reports state the amounts of one country: with or without VAT."""

    _name = "amazon.seller.price.reading"
    _description = "VAT in Amazon's Amounts"
    _inherit = ["mail.thread", "amazon.seller.account.record"]
    _order = "account_id, channel, country_code"
    _rec_name = "place"

    company_id = fields.Many2one(index=True)
    channel = fields.Selection(CHANNELS, "Shipped by", required=True, readonly=True)
    country_code = fields.Char(required=True, readonly=True)
    place = fields.Char("Delivered to", compute="_compute_place")

    # What is known, through whom
    prices = fields.Selection(BASES, readonly=True)
    promotions = fields.Selection(BASES, readonly=True)
    tax_time = fields.Selection(TAX_TIMES, "Tax of the Price", readonly=True)
    decided_by = fields.Selection(
        [
            ("hand", "By the accountant"),
            ("rows", "By the rows of this country"),
            ("general", "As for all countries"),
            ("documented", "By Amazon's documentation"),
        ],
        "Decided",
        readonly=True,
        help="Who decided whether prices contain VAT. Where nobody has, orders wait.",
    )
    signature = fields.Char(compute="_compute_signature", store=True)
    chosen_prices = fields.Selection(BASES, "Prices Are Stated", tracking=True)
    chosen_promotions = fields.Selection(BASES, "Promotions Are Stated", tracking=True)
    chosen_tax_time = fields.Selection(TAX_TIMES, "Tax Is for the Price", tracking=True)
    taxed_since = fields.Datetime(
        "VAT Stated Since",
        readonly=True,
        help="The first order to this country for which Amazon stated VAT. Of later "
        "ones, a tax of zero means that none was due.",
    )

    vat_calculated_since = fields.Date(
        "VAT Calculated by Amazon Since",
        compute="_compute_vat_calculated_since",
        inverse="_inverse_vat_calculated_since",
        compute_sudo=True,
        help="Of the whole account: from this day on, a tax of zero means that no VAT "
        "was due; before, that Amazon did not calculate it.",
    )

    # What the rows tell
    evidence = fields.Json(readonly=True)
    examples = fields.Json(readonly=True)
    last_line_id = fields.Integer(readonly=True)
    row_count = fields.Integer("Rows", compute="_compute_counts")
    gross_count = fields.Integer("Only with VAT", compute="_compute_counts")
    net_count = fields.Integer("Only without VAT", compute="_compute_counts")
    both_count = fields.Integer("Either", compute="_compute_counts")
    none_count = fields.Integer("Neither", compute="_compute_counts")
    promotion_gross_count = fields.Integer(compute="_compute_counts")
    promotion_net_count = fields.Integer(compute="_compute_counts")
    before_count = fields.Integer(compute="_compute_counts")
    after_count = fields.Integer(compute="_compute_counts")
    gross_examples = fields.Char("Orders with VAT", compute="_compute_examples")
    net_examples = fields.Char("Orders without VAT", compute="_compute_examples")
    none_examples = fields.Char("Orders that Fit Neither", compute="_compute_examples")
    waiting_order_count = fields.Integer(
        "Waiting Orders",
        compute="_compute_order_counts",
        search="_search_waiting_order_count",
        compute_sudo=True,
        help="Orders of which nobody knows yet how to read their amounts.",
    )
    outdated_order_count = fields.Integer(
        "Read Differently",
        compute="_compute_order_counts",
        compute_sudo=True,
        help="Orders imported while their amounts were read in another way. Their "
        "sale orders are left as they are.",
    )

    _place_uniq = models.Constraint(
        "UNIQUE(account_id, channel, country_code)",
        "The amounts of this country are in the list already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("account_id.vat_calculated_since")
    def _compute_vat_calculated_since(self):
        for reading in self:
            reading.vat_calculated_since = reading.account_id.vat_calculated_since

    def _inverse_vat_calculated_since(self):
        """Accountants decide about amounts, and may change nothing else of accounts."""
        for reading in self:
            since = reading.vat_calculated_since
            reading.account_id.sudo().vat_calculated_since = since

    @api.depends("country_code")
    @api.depends_context("lang")
    def _compute_place(self):
        countries = self.env["res.country"].search(
            [("code", "in", self.mapped("country_code"))]
        )
        names = {country.code: country.name for country in countries}
        names[EVERYWHERE] = self.env._("All countries")
        names[NOWHERE] = self.env._("Country not stated")
        for record in self:
            record.place = names.get(record.country_code, record.country_code)

    @api.depends("prices", "promotions", "tax_time")
    def _compute_signature(self):
        for record in self:
            known = record.prices, record.promotions, record.tax_time
            record.signature = "/".join(value or "?" for value in known)

    @api.depends("evidence", "prices", "promotions", "tax_time")
    def _compute_counts(self):
        for record in self:
            told, _found = tallies(record._evidence(), record._reading())
            prices, promotions, tax = (told[aspect].counts for aspect in ASPECTS)
            record.row_count = sum(record._evidence().values())
            record.gross_count = prices[GROSS]
            record.net_count = prices[NET]
            record.none_count = told[PRICES].unfitting
            record.both_count = (
                record.row_count - told[PRICES].telling - record.none_count
            )
            record.promotion_gross_count = promotions[GROSS]
            record.promotion_net_count = promotions[NET]
            record.before_count = tax["before"]
            record.after_count = tax["after"]

    @api.depends("examples")
    def _compute_examples(self):
        for record in self:
            examples = record.examples or {}
            record.gross_examples = ", ".join(examples.get("gross", []))
            record.net_examples = ", ".join(examples.get("net", []))
            record.none_examples = ", ".join(examples.get("none", []))

    @api.depends("signature")
    def _compute_order_counts(self):
        orders = self.env["amazon.seller.order"]
        waiting = orders._count_by_reading(self, _WAITS)
        outdated = orders._count_by_reading(self, orders._is_read_differently())
        for record in self:
            record.waiting_order_count = waiting.get(record.id, 0)
            record.outdated_order_count = outdated.get(record.id, 0)

    def _search_waiting_order_count(self, operator, value):
        """Answer "more than none", which is all that is asked."""
        if (operator, value) != (">", 0):
            return NotImplemented
        places = self.sudo().search([("company_id", "in", self.env.companies.ids)])
        counts = (
            self.env["amazon.seller.order"].sudo()._count_by_reading(places, _WAITS)
        )
        return Domain("id", "in", [id_ for id_, count in counts.items() if count])

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("chosen_") for name in vals):
            self.sudo()._decide()
            if any(self.sudo().account_id.mapped("waiting_order_count")):
                self.env.ref("amazon_connector.ir_cron_synchronize").sudo()._trigger()
        return result

    # === ACTION METHODS === #

    def action_by_evidence(self):
        """Give the decision back to the rows."""
        self.write(dict.fromkeys(self._chosen_fields(), False))

    def action_view_waiting_orders(self):
        return self._view_orders(
            [("state", "=", "waiting"), ("reason", "=", "price_reading")]
        )

    def action_view_outdated_orders(self):
        return self._view_orders([("is_read_differently", "=", True)])

    def _view_orders(self, domain):
        self.ensure_one()
        action = self.account_id.action_view_orders()
        domain = [("line_ids.channel", "=", self.channel), *domain]
        if self.country_code == NOWHERE:
            domain.append(("ship_country_code", "=", False))
        elif self.country_code != EVERYWHERE:
            domain.append(("ship_country_code", "=", self.country_code))
        return dict(action, domain=action["domain"] + domain)

    # === BUSINESS METHODS === #

    @api.model
    def _chosen_fields(self):
        return ["chosen_prices", "chosen_promotions", "chosen_tax_time"]

    def _key(self):
        return self.channel, self.country_code

    def _reading(self):
        """Return the :class:`Reading` that counts; empty where nothing is known."""
        if not self:
            return Reading()
        return Reading(
            self.prices or None, self.promotions or None, self.tax_time or None
        )

    def _evidence(self):
        return Counter(
            {int(mask): count for mask, count in (self.evidence or {}).items()}
        )

    def _is_partly_open(self):
        """Whether rows could still tell something that nobody knows."""
        return not all((self.prices, self.promotions, self.tax_time))

    def _is_to_be_learnt(self, line_id):
        return is_worth_learning(self, line_id)

    @api.model
    def _with_missing(self, account, keys):
        """Return the account's records, with new ones for places that have none.

        :param keys: iterable of ``(channel, country code)``
        """
        known = {record._key() for record in account.price_reading_ids}
        general = {(channel, EVERYWHERE) for channel, _country in keys}
        missing = sorted((general | set(keys)) - known)
        if missing:
            account.price_reading_ids.create(
                [
                    {
                        "account_id": account.id,
                        "channel": channel,
                        "country_code": country_code,
                    }
                    for channel, country_code in missing
                ]
            )._decide()
        return account.price_reading_ids

    def _decide(self):
        """Decide anew, of all places of these accounts, what the rows allow."""
        for account in self.account_id:
            places = account.price_reading_ids.grouped("channel")
            for channel, records in places.items():
                records._decide_channel(channel)

    def _decide_channel(self, channel):
        """Decide for all places of a channel: first for all together."""
        general = self.filtered(lambda record: record.country_code == EVERYWHERE)
        others = self - general
        evidence = sum((record._evidence() for record in others), Counter())
        # Amazon's page says it of order reports, and of no others.
        documented = Reading(prices=GROSS) if channel == "MFN" else Reading()
        reading, by = decide(evidence, general._chosen(), documented)
        general._take_over(
            reading,
            "documented" if by.get(PRICES) == "general" else by.get(PRICES),
            {str(mask): count for mask, count in sorted(evidence.items())},
        )
        for record in others:
            chosen = record._chosen(general)
            own, by = decide(record._evidence(), chosen, reading)
            decided_by = by.get(PRICES)
            if decided_by == "hand" and not record.chosen_prices:
                decided_by = "general"
            record._take_over(own, decided_by)

    def _chosen(self, general=None):
        """Return what the accountant decided, for this place or for all."""
        general = self.browse() if general is None else general
        return Reading(
            self.chosen_prices or general.chosen_prices or None,
            self.chosen_promotions or general.chosen_promotions or None,
            self.chosen_tax_time or general.chosen_tax_time or None,
        )

    def _take_over(self, reading, decided_by, evidence=None):
        """Write what differs."""
        values = {
            "prices": reading.prices or False,
            "promotions": reading.promotions or False,
            "tax_time": reading.tax or False,
            "decided_by": decided_by or False,
        }
        if evidence is not None:
            values["evidence"] = evidence
        changes = {name: value for name, value in values.items() if self[name] != value}
        if changes:
            self.write(changes)
