# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.statement import clean, line_fingerprint
from ..insertion import insert_new
from ..spapi.conditions import condition_of

# Amazon may write the status in the marketplace's language.
_STATES = {
    "active": "active",
    "aktiv": "active",
    "actif": "active",
    "attivo": "active",
    "activo": "active",
    "actief": "active",
    "inactive": "inactive",
    "inaktiv": "inactive",
    "inactif": "inactive",
    "inattivo": "inactive",
    "inactivo": "inactive",
    "inactief": "inactive",
    "incomplete": "incomplete",
    "unvollständig": "incomplete",
    "incomplet": "incomplete",
    "incompleto": "incomplete",
    "onvolledig": "incomplete",
}


class AmazonSellerListing(models.Model):
    """How listings are kept as reports state them."""

    _inherit = "amazon.seller.listing"

    @api.model
    def _receive(self, account, listings, report=None):
        """Keep a marketplace's listings; an older report changes nothing."""
        account = account.sudo()
        marketplace = _marketplace(account, report)
        stated = {}
        for listing in listings:
            stated[clean(listing.sku)] = _listing_values(listing)
        stated.pop("", None)
        skus = self.env["amazon.seller.sku"]._ensure(
            account,
            {sku: _texts(values) for sku, values in stated.items()},
            is_leading=marketplace == account.home_marketplace_id,
        )
        counts = self.sudo()._keep(account, marketplace, skus, stated, report)
        counts["known"] += len(listings) - sum(counts.values())
        return counts

    def _keep(self, account, marketplace, skus, stated, report):
        known = self.search(
            [
                ("account_id", "=", account.id),
                ("marketplace_id", "=", marketplace.id),
                ("sku", "in", list(stated)),
            ]
        )
        seen = {"report_id": report and report.id, "seen_at": _moment(report)}
        changed = known._restate(stated, seen)
        names = set(known.mapped("sku"))
        always = {
            "account_id": account.id,
            "company_id": account.company_id.id,
            "marketplace_id": marketplace.id,
            "currency_id": marketplace.currency_id.id,
            **seen,
        }
        new = insert_new(
            self,
            [
                values | always | {"sku": sku, "sku_id": skus[sku].id}
                for sku, values in stated.items()
                if sku not in names
            ],
            ["account_id", "marketplace_id", "sku"],
        )
        return {
            "new": len(new),
            "known": len(known - changed),
            "changed": len(changed),
        }

    def _restate(self, stated, seen):
        """Keep what is stated anew of these listings; return what has changed."""
        current = self.filtered(
            lambda listing: not listing.seen_at or listing.seen_at <= seen["seen_at"]
        )
        current.write(seen)
        changed = current.filtered(
            lambda listing: (
                listing.fingerprint != stated[listing.sku]["fingerprint"]
                or listing.state == "gone"
            )
        )
        for listing in changed:
            listing.write(stated[listing.sku])
        return changed

    @api.model
    def _close_report(self, report):
        """Override: what a whole report of a marketplace no longer has is gone.

        A report without any listing does not count: Amazon makes such a one where it
        is asked for several marketplaces, or where somebody cancels it.
        """
        account = report.account_id.sudo()
        self.env["amazon.seller.sku"].sudo().search(
            [("account_id", "=", account.id), ("product_id", "=", False)]
        )._match()
        if report.state != "done" or not report.record_count or report.issue_ids:
            return
        self.sudo().search(
            [
                ("account_id", "=", account.id),
                ("marketplace_id", "=", _marketplace(account, report).id),
                ("seen_at", "<", _moment(report)),
                ("state", "!=", "gone"),
            ]
        ).write({"state": "gone"})


def _marketplace(account, report):
    """Return the one marketplace that the report is of."""
    marketplaces = (
        report.marketplace_ids if report else account.browse().marketplace_ids
    )
    home = account.home_marketplace_id
    return home if home in marketplaces or not marketplaces else marketplaces[0]


def _moment(report):
    """Return when Amazon stated it."""
    return (report and report.asked_at) or fields.Datetime.now()


def _texts(values):
    return {name: values[name] for name in ("title", "asin", "barcode")}


def _listing_values(listing):
    """Return the stored values of a :class:`~..spapi.listings.Listing`."""
    state = _STATES.get(clean(listing.status).casefold(), "other")
    return {
        "asin": clean(listing.asin) or False,
        "title": clean(listing.title) or False,
        "barcode": clean(listing.barcode) or False,
        "price": float(listing.price or 0),
        "is_price_blank": listing.price is None,
        "quantity": listing.quantity or 0,
        "is_quantity_blank": listing.quantity is None,
        "channel": listing.channel.value,
        "status": clean(listing.status) or False,
        "state": state,
        "condition": condition_of(listing.condition),
        "listing_identifier": clean(listing.listing_id) or False,
        "shipping_group": clean(listing.shipping_group) or False,
        "fingerprint": line_fingerprint(listing),
    }
