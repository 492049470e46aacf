# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

# What Amazon puts before the SKU of an article that it resells ("Grade and Resell").
_RESOLD = "amzn.gr."
# A product of the SKU's company, or of all companies.
_IS_FOR_COMPANY = SQL(
    """p.active AND (t.company_id IS NULL OR t.company_id = ANY(
           string_to_array(trim(trailing '/' from c.parent_path), '/')::int[]))"""
)


class AmazonSellerSku(models.Model):
    """Which product a SKU is."""

    _inherit = "amazon.seller.sku"

    def _match(self):
        """Find the products of these SKUs, unless a person chose them."""
        skus = self.filtered(lambda sku: sku.match != "hand" or not sku.product_id)
        if not skus:
            return
        self.env.flush_all()
        exact, similar = skus._products_by_code()
        by_barcode = skus._products_by_barcode()
        found = skus.browse()
        for sku in skus:
            codes = exact[sku.id] or similar[sku.id]
            values = _verdict(codes, by_barcode[sku.id])
            is_other = values["product_id"] != sku.product_id.id
            if is_other or sku.match != values["match"] or not sku.match:
                sku.write(values)
            if is_other and values["product_id"]:
                found |= sku
        found._release_orders()

    def _products_by_code(self):
        """Return the products whose internal reference is the SKU, and is like it.

        :return: two ``{id: set of product ids}``
        """
        exact, similar = defaultdict(set), defaultdict(set)
        for sku_id, product_id, is_exact in self.env.execute_query(
            SQL(
                """SELECT s.id, p.id, p.default_code = s.sku
                     FROM amazon_seller_sku s
                     JOIN res_company c ON c.id = s.company_id
                     JOIN product_product p ON lower(p.default_code) = lower(s.sku)
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE s.id = ANY(%s) AND %s""",
                self.ids,
                _IS_FOR_COMPANY,
            )
        ):
            (exact if is_exact else similar)[sku_id].add(product_id)
        return exact, similar

    def _products_by_barcode(self):
        """Return ``{id: set of product ids}``."""
        found = defaultdict(set)
        forms = [
            (sku.id, form)
            for sku in self
            if sku.barcode
            for form in barcode_forms(sku.barcode)
        ]
        if not forms:
            return found
        for sku_id, product_id in self.env.execute_query(
            SQL(
                """SELECT s.id, p.id
                     FROM unnest(%s::int[], %s::varchar[]) AS f(id, barcode)
                     JOIN amazon_seller_sku s ON s.id = f.id
                     JOIN res_company c ON c.id = s.company_id
                     JOIN product_product p ON p.barcode = f.barcode
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE %s""",
                [sku_id for sku_id, _form in forms],
                [form for _sku_id, form in forms],
                _IS_FOR_COMPANY,
            )
        ):
            found[sku_id].add(product_id)
        return found

    @api.model
    def _of_products(self, products):
        """Return the SKUs that a change of these products may concern."""
        codes = [code for code in products.mapped("default_code") if code]
        barcodes = [
            form
            for barcode in products.mapped("barcode")
            if barcode
            for form in barcode_forms(barcode)
        ]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM amazon_seller_sku
                    WHERE product_id = ANY(%(products)s)
                    UNION
                   SELECT s.id FROM unnest(%(codes)s::varchar[]) AS code
                     JOIN amazon_seller_sku s ON lower(s.sku) = lower(code)
                    UNION
                   SELECT id FROM amazon_seller_sku
                    WHERE barcode = ANY(%(barcodes)s::varchar[])""",
                products=products.ids,
                codes=codes,
                barcodes=barcodes,
            )
        )
        return self.browse([id_ for (id_,) in rows])

    @api.model
    def _matched(self, account, skus):
        """Return what is known of these SKUs' products.

        :return: ``{SKU: (product, whether a person chose it)}``; products that are
            archived, or another company's by now, do not count
        """
        companies = account.company_id.parent_ids
        return {
            sku.sku: (sku.product_id, sku.match == "hand")
            for sku in self.search(
                [
                    ("account_id", "=", account.id),
                    ("sku", "in", list(skus)),
                    ("product_id.active", "=", True),
                ]
            )
            if not sku.product_id.company_id or sku.product_id.company_id in companies
        }

    def _suggest(self):
        """Return ``{id: product}`` for articles that Amazon resells.

        Amazon may have cut the SKU they come from: it is a suggestion, no more.
        """
        candidates = {
            sku: list(_base_skus(sku.sku)) for sku in self if not sku.product_id
        }
        names = {name for several in candidates.values() for name in several}
        if not names:
            return {}
        products = self.env["product.product"].search(
            [("default_code", "in", list(names))]
        )
        suggestions = {}
        for sku, several in candidates.items():
            fitting = products.filtered(
                lambda product, sku=sku: (
                    not product.company_id
                    or product.company_id in sku.company_id.parent_ids
                )
            ).grouped("default_code")
            best = next((fitting[name] for name in several if name in fitting), [])
            if len(best) == 1:
                suggestions[sku.id] = best
        return suggestions


def barcode_forms(barcode):
    """Return the ways to write a barcode: with and without leading zeros."""
    if not barcode.isdigit():
        return {barcode}
    short = barcode.lstrip("0")
    return {barcode, *(short.zfill(n) for n in (8, 12, 13, 14) if len(short) <= n)}


def _base_skus(sku):
    """Yield what the SKU of a resold article may come from, the longest first."""
    if not sku.lower().startswith(_RESOLD):
        return
    rest = sku[len(_RESOLD) :]
    while rest:
        yield rest
        rest = rest.rpartition("-")[0]


def _verdict(codes, barcodes):
    """Return the values of a SKU for which these products were found."""
    values = {"product_id": False, "match": False, "obstacle": False}
    if len(codes) > 1:
        values["obstacle"] = "several_skus"
    elif codes:
        values.update(product_id=min(codes), match="sku")
    elif len(barcodes) > 1:
        values["obstacle"] = "several_barcodes"
    elif barcodes:
        values.update(product_id=min(barcodes), match="barcode")
    else:
        values["obstacle"] = "unknown"
    return values
