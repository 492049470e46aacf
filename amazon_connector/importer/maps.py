# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a batch of orders needs to look up, each map loaded with one query."""

from collections import defaultdict

from odoo.fields import Domain

from . import state_names, vat_numbers

# Codes that Amazon or carriers write and that Odoo's countries do not have.
COUNTRY_ALIASES = {"UK": "GB", "EL": "GR"}


class Maps:
    """Products, countries and states of one batch.

    :param env: environment with the company of the seller account
    :param account: the seller account
    :param skus: the SKUs of the batch
    """

    def __init__(self, env, account, skus):
        self.env = env
        self.company = account.company_id
        # A blank is the SKU of no product that has none.
        skus = set(filter(None, skus))
        self.products = self._load_products(account, skus)
        self.stand_ins = set()  # SKUs of which the product is only a stand-in
        self._own_products = self._load_own_products(account, skus)
        self._countries = {c.code: c for c in env["res.country"].search([])}
        self._states = {}
        self._vat_numbers = {}
        self._currencies = {}
        self._languages = {
            code.partition("_")[2]: code
            for code, _name in env["res.lang"].get_installed()
        }

    def _load_products(self, account, skus):
        """Return ``{SKU: products}`` of the company's own and the shared ones.

        The product that a person chose comes first, then the internal reference, then
        what the SKU was matched with by letters of another case or by barcode.
        """
        products = self.env["product.product"].search(
            Domain("default_code", "in", list(skus))
            & Domain("company_id", "in", [False, *self.company.parent_ids.ids])
        )
        found = defaultdict(self.env["product.product"].browse)
        for product in products:
            found[product.default_code] |= product
        matched = self.env["amazon.seller.sku"]._matched(account, skus)
        for sku, (product, is_by_hand) in matched.items():
            if is_by_hand or not found[sku]:
                found[sku] = product
        return found

    def _load_own_products(self, account, skus):
        """Return ``{(marketplace, SKU): product}`` of those that differ there."""
        listings = self.env["amazon.seller.listing"].search(
            [
                ("account_id", "=", account.id),
                ("sku", "in", list(skus)),
                ("own_product_id.active", "=", True),
            ]
        )
        return {
            (each.marketplace_id, each.sku): each.own_product_id for each in listings
        }

    def products_of(self, line):
        """Return the products that an inbox line may be: one, if all is well."""
        key = (line.order_id.marketplace_id, line.sku)
        return self._own_products.get(key) or self.products[line.sku]

    def country(self, code):
        """Return the country of an ISO code, an empty one if there is none."""
        code = (code or "").upper()
        country = self._countries.get(COUNTRY_ALIASES.get(code, code))
        return country or self.env["res.country"]

    def currency(self, code):
        """Return the currency of an ISO code, an archived one too."""
        if code not in self._currencies:
            Currency = self.env["res.currency"].with_context(active_test=False)
            self._currencies[code] = Currency.search([("name", "=", code)], limit=1)
        return self._currencies[code]

    def vat_number(self, country, stated):
        """Return what :func:`~.vat_numbers.check` says, asked once a batch."""
        key = (country, stated)
        if key not in self._vat_numbers:
            self._vat_numbers[key] = vat_numbers.check(self.env, *key)
        return self._vat_numbers[key]

    def language(self, country_code):
        """Return the installed language of a country, else the company's own."""
        code = self.country(country_code).code
        return self._languages.get(code) or self.company.partner_id.lang

    def state(self, country, text):
        """Return the country's state by whatever it is called, empty if unknown."""
        if not (country and text):
            return self.env["res.country.state"]
        if country not in self._states:
            self._states[country] = self._load_states(country)
        found = map(self._states[country].get, state_names.keys(text))
        return next(filter(None, found), self.env["res.country.state"])

    @staticmethod
    def _load_states(country):
        """Return ``{form of a name: state}``."""
        by_code = {state.code: state for state in country.state_ids}
        forms = state_names.table(
            country.code, [(state.code, state.name) for state in country.state_ids]
        )
        return {form: by_code[code] for form, code in forms.items()}
