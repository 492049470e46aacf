"""The taxes of an accountant whose seller ships from several countries."""

from odoo.fields import Command

from emulator.world import taxation
from emulator.world.facts import Sale

STANDARD, FOOD, BOOKS = taxation.TAX_CODES


class Bookkeeping:
    """Gives a German company on SKR03 every rate that the emulated world knows.

    :param registrations: ``{country code: VAT number}`` of other countries
    :ivar taxes: ``{Amazon's product tax code: sales tax of the company}``
    """

    def __init__(self, company, registrations):
        self.env = company.env
        self.company = company
        standard, reduced = (self._own_tax(rate) for rate in (19, 7))
        books = reduced.copy({"name": "7% books"})
        self.taxes = {STANDARD: standard, FOOD: reduced, BOOKS: books}
        exempt = reduced.replacing_tax_ids
        company._map_eu_taxes()
        exempt.original_tax_ids += books
        for position in self._oss_positions():
            self._replace(position, position.country_id.code)
        self.northern_ireland = self._position_of_northern_ireland()
        self._registered_positions = self.northern_ireland.browse()
        for code, number in registrations.items():
            if code != company.account_fiscal_country_id.code:
                position = self._registered(code, number)
                self._registered_positions |= position
                self._replace(position, code)

    def _position_of_northern_ireland(self):
        """Return the position that Odoo's table lacks: for goods, it is in the EU."""
        pattern = self._oss_positions().filtered(lambda p: p.country_id.code == "IE")
        country = self.env["res.country"].search([("code", "=", "XI")])
        position = pattern.copy(
            {
                "name": "OSS B2C Northern Ireland",
                "country_id": country.id,
                "auto_apply": False,
                "tax_ids": [Command.clear()],
            }
        )
        pattern.tax_ids[0].copy(
            {
                "name": "OSS Northern Ireland",
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.clear()],
            }
        )
        self._replace(position, "XI")
        return position

    def choose(self, account):
        """Choose the fiscal positions that nothing proposes, for an Amazon account."""
        business, abroad = (
            self.env.ref(f"account.{self.company.id}_fiscal_position_{name}_skr03")
            for name in ("eu_vat_id_partner", "non_eu_partner")
        )
        everywhere = self.env["res.country"]
        home = self.company.account_fiscal_country_id
        origins = home | self._registered_positions.country_id
        northern_ireland = self.northern_ireland.country_id
        self.env["amazon.seller.tax.rule"].create(
            [
                {
                    "account_id": account.id,
                    "scheme": scheme,
                    "ship_from_id": origin.id,
                    "ship_to_id": destination.id,
                    "fiscal_position_id": position.id,
                }
                for origin in origins
                for scheme, destination, position in (
                    ("reverse_charge", everywhere, business),
                    ("export", everywhere, abroad),
                    ("oss", northern_ireland, self.northern_ireland),
                )
            ]
        )

    def _own_tax(self, rate):
        return self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", rate),
                ("price_include", "=", False),
                ("country_id", "=", self.company.account_fiscal_country_id.id),
            ],
            limit=1,
        )

    def _oss_positions(self):
        return self.env["account.fiscal.position"].search(
            [("company_id", "=", self.company.id), ("name", "like", "OSS B2C%")]
        )

    def _registered(self, code, number):
        """Return the position of one's own VAT number in a country."""
        country = self.env["res.country"].search([("code", "=", code)])
        self.env["account.tax.group"].create(
            {
                "name": f"VAT {code}",
                "company_id": self.company.id,
                "country_id": country.id,
            }
        )
        # The emulated Amazon's numbers are invented, too.
        Position = self.env["account.fiscal.position"]
        return Position.with_context(no_vat_validation=True).create(
            {
                "name": f"Registered in {code}",
                "company_id": self.company.id,
                "country_id": country.id,
                "foreign_vat": number,
            }
        )

    def _replace(self, position, code):
        """Give a position the tax of its country for each of the company's."""
        for tax_code, own in self.taxes.items():
            rate = _rate(code, tax_code)
            if rate is None:
                continue
            mapped = position.tax_ids.filtered(
                lambda t, own=own: own in t.original_tax_ids
            )
            if mapped.amount == rate and mapped:
                continue
            mapped.original_tax_ids -= own
            fitting = position.tax_ids.filtered(lambda t, rate=rate: t.amount == rate)[
                :1
            ]
            tax = fitting or self._tax_of(position, own, rate)
            tax.original_tax_ids += own

    def _tax_of(self, position, own, rate):
        pattern = position.tax_ids[:1]
        values = {
            "name": f"{rate} % {position.name}",
            "amount": rate,
            "fiscal_position_ids": [Command.set(position.ids)],
            "original_tax_ids": [Command.clear()],
        }
        if pattern:
            return pattern.copy(values)
        values["country_id"] = position.country_id.id
        values["tax_group_id"] = (
            self.env["account.tax.group"]
            .search(
                [
                    ("company_id", "=", self.company.id),
                    ("country_id", "=", position.country_id.id),
                ],
                limit=1,
            )
            .id
        )
        values["invoice_repartition_line_ids"] = values[
            "refund_repartition_line_ids"
        ] = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax"}),
        ]
        return own.copy(values)


def _rate(code, tax_code):
    """Return the rate of a kind of product in a country, in %.

    :return: None for countries in which nobody of the emulated world lives
    """
    sale = Sale(code, code, taxation.LOCAL, code, "seller", True)
    try:
        return float(taxation.percent(sale, tax_code))
    except KeyError:
        return None
