# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..importer.statement import clean
from ..insertion import insert_new
from ..spapi.conditions import condition_of
from ..spapi.stock import pool_of
from .amazon_seller_stock import QUANTITIES

# The report that mentions every SKU; what it no longer mentions is told of.
_WHOLE = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"


class AmazonSellerStock(models.Model):
    """How stock is kept as reports state it."""

    _inherit = "amazon.seller.stock"

    @api.model
    def _receive(self, account, levels, report=None):
        """Keep each quantity as it was stated last.

        A quantity that a report does not state stays what another one stated.
        """
        account = account.sudo()
        stated, texts = {}, {}
        for level in levels:
            values = _level_values(level)
            key = _key(values)
            stated[key] = stated.get(key, {}) | values
            texts[values["sku"]] = {
                "title": values["title"] or texts.get(values["sku"], {}).get("title"),
                "asin": values["asin"],
                "barcode": False,
            }
        skus = self.env["amazon.seller.sku"]._ensure(account, texts)
        counts = self.sudo()._keep(account, skus, stated, report)
        counts["known"] += len(levels) - sum(counts.values())
        return counts

    def _keep(self, account, skus, stated, report):
        area, moment = _area(account, report), _moment(report)
        known = {
            _key(level): level
            for level in self.search(
                [
                    ("account_id", "=", account.id),
                    ("area", "=", area),
                    ("sku", "in", list(skus)),
                ]
            )
        }
        always = {"account_id": account.id, "company_id": account.company_id.id}
        always.update(area=area, report_id=report and report.id, snapshot_at=moment)
        new = insert_new(
            self,
            [
                _all_values(values, moment) | always | {"sku_id": skus[key[0]].id}
                for key, values in stated.items()
                if key not in known
            ],
            ["account_id", "area", "sku", "fnsku", "condition"],
        )
        seen = [level for key, level in known.items() if key in stated]
        changed = [
            level for level in seen if level._restate(stated[_key(level)], moment)
        ]
        self.concat(*seen)._note_seen(report, moment)
        return {
            "new": len(new),
            "known": len(seen) - len(changed),
            "changed": len(changed),
        }

    def _restate(self, values, moment):
        """Keep what is stated later than what is known; return whether it differs."""
        stated_at, text = dict(self.stated_at or {}), str(moment)
        later = {
            name: values[name]
            for name in QUANTITIES
            if values.get(name) is not None and stated_at.get(name, "") <= text
        }
        changes = {name: value for name, value in later.items() if self[name] != value}
        is_news = bool(changes) or bool(later.keys() - stated_at.keys())
        if self.snapshot_at <= moment:
            changes.update(
                (name, values[name])
                for name in ("title", "asin")
                if values[name] and values[name] != self[name]
            )
        if later:
            changes["stated_at"] = stated_at | dict.fromkeys(later, text)
        self.write(changes)
        return is_news

    def _note_seen(self, report, moment):
        """Note that a report that is not older than the last one mentions these."""
        self.filtered(lambda level: level.snapshot_at <= moment).write(
            {
                "report_id": report and report.id,
                "snapshot_at": moment,
                "not_listed_since": False,
                "adjustment_error": False,
            }
        )

    @api.model
    def _close_report(self, report):
        """Override: note which SKUs are no longer mentioned, and compare with Odoo.

        A report without any SKU does not count: somebody may have cancelled it.
        """
        if report.state != "done" or not report.record_count:
            return
        account, moment = report.account_id.sudo(), _moment(report)
        stock = self.sudo().search(
            [("account_id", "=", account.id), ("area", "=", _area(account, report))]
        )
        if report.report_type == _WHOLE and not report.issue_ids:
            stock.filtered(
                lambda level: level.snapshot_at < moment and not level.not_listed_since
            ).write({"not_listed_since": moment})
        if account.fba_stock_policy == "apply":
            stock._want_adjustment()


def _area(account, report):
    """Return the one stock that the report is of."""
    marketplaces = (
        report.marketplace_ids if report else account.browse().marketplace_ids
    )
    pools = {pool_of(each.marketplace_identifier) for each in marketplaces}
    home = pool_of(account.home_marketplace_id.marketplace_identifier)
    return home if home in pools or not pools else min(pools)


def _moment(report):
    """Return when Amazon stated it."""
    return (report and report.asked_at) or fields.Datetime.now()


def _key(values):
    return values["sku"], values["fnsku"] or "", values["condition"]


def _level_values(level):
    """Return what a :class:`~..spapi.stock.StockLevel` states."""
    values = {
        "sku": clean(level.sku),
        "fnsku": clean(level.fnsku),
        "asin": clean(level.asin) or False,
        "title": clean(level.title) or False,
        "condition": condition_of(level.condition),
    }
    quantities = {name: getattr(level, name) for name in QUANTITIES}
    return values | {
        name: quantity for name, quantity in quantities.items() if quantity is not None
    }


def _all_values(values, moment):
    """Return the stored values of a SKU that was not here before."""
    stated = [name for name in QUANTITIES if name in values]
    return (
        dict.fromkeys(QUANTITIES, 0)
        | values
        | {"stated_at": dict.fromkeys(stated, str(moment))}
    )
