# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Setting up, with Odoo's own means, the taxes that an account's kinds of sale need.

Nothing is made up: OSS taxes come from `l10n_eu_oss`, fiscal positions and foreign
taxes from the charts of accounts.  What only a person can know is said.
"""

from odoo.fields import Command

from ..spapi.marketplaces import Region
from ..spapi.territories import NORTHERN_IRELAND, place
from . import tax_notes
from .schemes import DOMESTIC, EXPORT, LOCAL, OSS, REVERSE_CHARGE

OSS_MODULE = "l10n_eu_oss"


class TaxSetup:
    """What one account lacks, and how it gets it.

    :param account: the ``amazon.seller.account``, in the environment of who may
        change the company's taxes
    """

    def __init__(self, account):
        self.account = account
        self.env = account.with_company(account.company_id).env
        self.company = account.company_id.with_env(self.env)
        self.home = self.company.account_fiscal_country_id
        self.done = []

    # === WHAT IS NEEDED === #

    def note_kinds(self):
        """Add the kinds of sale that the account's marketplaces bring about."""
        known = self.account._tax_rules()
        keys = [key for key in self._expected() if key not in known]
        self.account._note_tax_kinds(keys)

    def _expected(self):
        """Return the kinds of sale to the countries of the marketplaces."""
        home = self.home
        if not home:
            return []
        keys = [(DOMESTIC, home, home)]
        for country in self._marketplaces().country_id - home:
            is_eu = place(country.code).is_eu and place(home.code).is_eu
            for scheme in (OSS, REVERSE_CHARGE) if is_eu else (EXPORT,):
                keys.append((scheme, home, country))
        return keys

    def _marketplaces(self):
        """Return where the seller sells; until access is allowed, where most do: on all
        marketplaces of the European Union and in Great Britain."""
        if self.account.marketplace_ids or self.account.region != Region.EU.value:
            return self.account.marketplace_ids
        marketplaces = self.env["amazon.seller.marketplace"].search(
            [("region", "=", self.account.region)]
        )
        return marketplaces.filtered(
            lambda each: (
                place(each.country_id.code).is_eu or each.country_id.code == "GB"
            )
        )

    def missing(self, *schemes):
        """Return the account's kinds of sale for which nothing is set up."""
        rules = self.account.tax_rule_ids
        rules.invalidate_recordset(["state", "proposed_position_id"])
        return rules.filtered(
            lambda rule: rule.state == "missing" and rule.scheme in schemes
        )

    # === WHAT CAN BE DONE === #

    def has_oss(self):
        """Whether Odoo's module for OSS is there."""
        return hasattr(self.company, "_map_eu_taxes")

    def advice(self):
        """Return sentences on what is missing that only a person can add."""
        sentences = []
        if not self.has_oss() and self.missing(OSS):
            sentences.append(
                self.env._(
                    "The taxes of other EU countries come with Odoo's module \"EU One "
                    'Stop Shop (OSS)". A system administrator installs it under Apps.'
                )
            )
        for country in self.missing(LOCAL).ship_to_id:
            sentences.append(self._local_advice(country))
        northern_irish = self.missing(OSS).filtered(
            lambda rule: rule.ship_to_id.code == NORTHERN_IRELAND
        )
        if northern_irish:
            note = {"code": "missing", "scheme": OSS, "destination": NORTHERN_IRELAND}
            sentences.append(tax_notes.sentence(self.env, note))
        others = self.missing(OSS, REVERSE_CHARGE, EXPORT) - northern_irish
        if others and not self.may_do_something():
            sentences.append(
                self.env._(
                    "Nothing in Odoo fits these kinds of sale; choose a fiscal "
                    "position for them: %s.",
                    "; ".join(others.mapped("display_name")),
                )
            )
        if self._homeward():
            sentences.append(
                self.env._(
                    "What leaves other EU countries for consumers in %s belongs in the "
                    "OSS return, if you take part in it. Odoo has no OSS taxes for "
                    "your own country: its usual ones are taken, which count in your "
                    "own VAT return. To keep both apart, duplicate the OSS tax of "
                    "another country, give it your own rate and a new fiscal position "
                    "in which it replaces your usual tax, then choose that position "
                    "under Taxes by Kind of Sale.",
                    self.home.name,
                )
            )
        return sentences

    def _homeward(self):
        """Return the kinds of OSS sale to one's own country, as nobody has decided
        about them: https://eur-lex.europa.eu/eli/dir/2006/112, article 369b."""
        return self.account.tax_rule_ids.filtered(lambda rule: rule.state == "homeward")

    def _local_advice(self, country):
        if self._local_position(country):
            return self.env._(
                "The fiscal position of your VAT number in %s replaces none of your "
                "taxes: enter on the taxes of that country which of yours they "
                "replace.",
                country.name,
            )
        return self.env._(
            "Sales are taxed in %s. If you have a VAT number there, make a fiscal "
            "position with that country and this number as its Foreign Tax ID.",
            country.name,
        )

    def may_do_something(self):
        """Whether there is anything left to do by itself."""
        return bool(
            (self.has_oss() and self._unmapped_countries())
            or any(self._chart_position(rule) for rule in self._chart_rules())
            or any(self._links(position) for position in self._linkable())
            or any(self._lacks_taxes(rule.ship_to_id) for rule in self.missing(LOCAL))
        )

    def run(self):
        """Set up what is missing; return sentences on what was done."""
        self._map_oss()
        self._link()
        for rule in self._chart_rules():
            self._load_from_chart(rule)
        for country in self.missing(LOCAL).ship_to_id:
            self._make_foreign_taxes(country)
        self._link()
        return self.done

    # === OSS === #

    def _unmapped_countries(self):
        """Return the countries for which Odoo's OSS mapping would bring taxes."""
        europe = self.env.ref("base.europe").country_ids
        return (self.missing(OSS).ship_to_id & europe) - self.home

    def _map_oss(self):
        if not (self.has_oss() and self._unmapped_countries()):
            return
        Position = self.env["account.fiscal.position"]
        before = Position.search([("company_id", "=", self.company.id)])
        self.company._map_eu_taxes()
        made = Position.search([("company_id", "=", self.company.id)]) - before
        if made:
            self.done.append(
                self.env._(
                    "Odoo's OSS mapping has made taxes and fiscal positions for "
                    "consumers in: %s. They apply by themselves, to your other sales "
                    "to consumers there, too.",
                    ", ".join(made.country_id.mapped("name")),
                )
            )
            self.done.append(
                self.env._(
                    "These fiscal positions leave the revenue on your usual accounts. "
                    "If your bookkeeping keeps it apart, enter the accounts on them "
                    "under Account Mapping."
                )
            )

    # === FISCAL POSITIONS OF THE CHART OF ACCOUNTS === #

    def _chart_rules(self):
        rules = self.missing(REVERSE_CHARGE, EXPORT)
        return rules.filtered(lambda rule: rule.ship_from_id == self.home)

    def _chart_position(self, rule):
        """Return ``(XML id, values, taxes)`` of the chart's position that was deleted
        and fits a kind of sale, None if there is none."""
        if not self.company.chart_template:
            return None
        data = self.env["account.chart.template"]._get_chart_template_data(
            self.company.chart_template
        )
        for name, values in data["account.fiscal.position"].items():
            if self._of_chart(name):
                continue
            taxes = self._zero_taxes(data["account.tax"], name)
            is_for_business = bool(values.get("vat_required"))
            if taxes and is_for_business == (rule.scheme == REVERSE_CHARGE):
                return name, values, taxes
        return None

    def _of_chart(self, name):
        xml_id = f"account.{self.company.root_id.id}_{name}"
        return self.env.ref(xml_id, raise_if_not_found=False)

    def _zero_taxes(self, taxes, position_name):
        """Return the company's taxes of 0 % that a position of the chart has."""
        found = self.env["account.tax"]
        for name, values in taxes.items():
            positions = (values.get("fiscal_position_ids") or "").split(",")
            is_sale = values.get("type_tax_use") == "sale"
            if position_name in positions and is_sale and not values.get("amount"):
                found |= self._of_chart(name) or found
        return found.filtered(lambda tax: tax.active and not tax.amount)

    def _load_from_chart(self, rule):
        found = self._chart_position(rule)
        if not found:
            return
        name, values, taxes = found
        Chart = self.env["account.chart.template"]
        made = Chart._load_data({"account.fiscal.position": {name: values}})
        position = made["account.fiscal.position"]
        taxes.fiscal_position_ids = [Command.link(position.id)]
        self.done.append(
            self.env._(
                'The fiscal position "%(position)s" of your chart of accounts was '
                "missing and has been made again, with the taxes: %(taxes)s.",
                position=position.name,
                taxes=", ".join(taxes.mapped("name")),
            )
        )

    # === VAT NUMBERS IN OTHER COUNTRIES === #

    def _local_position(self, country):
        Position = self.env["account.fiscal.position"]
        return Position.search(
            [
                *Position._check_company_domain(self.company),
                ("foreign_vat", "!=", False),
                ("country_id", "=", country.id),
            ],
            limit=1,
        )

    def _lacks_taxes(self, country):
        """Whether Odoo's chart of a country is installed, and its taxes not made."""
        position = self._local_position(country)
        return position.foreign_vat_header_mode == "templates_found"

    def _own_taxes(self):
        domestic = self.company.domestic_fiscal_position_id.tax_ids
        taxes = domestic | self.company.account_sale_tax_id
        return taxes.filtered(
            lambda tax: (
                tax.type_tax_use == "sale"
                and tax.amount_type == "percent"
                and tax.amount
                and tax.country_id == self.home
            )
        )

    def _rate_abroad(self, tax, country):
        """Return the rate that Odoo's table for the EU has in place of a tax's."""
        from odoo.addons.l10n_eu_oss.models.eu_tax_map import EU_TAX_MAP

        return EU_TAX_MAP.get((self.home.code, tax.amount, country.code))

    def _make_foreign_taxes(self, country):
        if not self._lacks_taxes(country):
            return
        self._local_position(country).action_create_foreign_taxes()
        self.done.append(self.env._("The taxes of %s have been made.", country.name))

    # === WHAT REPLACES WHAT === #

    def _linkable(self):
        """Return the positions whose taxes may not say yet what they replace: those of
        Odoo's OSS mapping, which links each tax with the first that it meets, and
        those of one's own VAT numbers."""
        if not self.has_oss():
            return self.env["account.fiscal.position"]
        Position = self.env["account.fiscal.position"]
        return Position.search(
            [
                *Position._check_company_domain(self.company),
                ("country_id", "!=", False),
                ("country_id", "!=", self.home.id),
                ("vat_required", "=", False),
            ]
        )

    def _links(self, position):
        """Return ``{tax: own taxes it is to replace}`` by Odoo's own table of rates.

        Where several taxes of a position have the rate, a person has to say which.
        """
        candidates = position.tax_ids.filtered(
            lambda tax: (
                tax.type_tax_use == "sale"
                and tax.amount_type == "percent"
                and (
                    tax.country_id == position.country_id
                    if position.foreign_vat
                    else self._is_of_oss(tax)
                )
            )
        )
        links = {}
        for own in self._own_taxes() - position.tax_ids.original_tax_ids:
            rate = candidates and self._rate_abroad(own, position.country_id)
            fitting = candidates.filtered(lambda tax, rate=rate: tax.amount == rate)
            if rate and len(fitting) == 1:
                links[fitting] = links.get(fitting, own.browse()) | own
        return links

    @staticmethod
    def _is_of_oss(tax):
        """Whether Odoo's OSS mapping has made a tax."""
        group = tax.tax_group_id
        return "oss_tax_group" in group.get_external_id()[group.id]

    def _link(self):
        for position in self._linkable():
            for tax, own in self._links(position).items():
                tax.original_tax_ids = [Command.link(each.id) for each in own]
                position.invalidate_recordset(["tax_map"])
                self.done.append(
                    self.env._(
                        'For %(country)s, "%(tax)s" now replaces: %(own)s.',
                        country=position.country_id.name,
                        tax=tax.name,
                        own=", ".join(own.mapped("name")),
                    )
                )
