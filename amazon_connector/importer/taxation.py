# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which fiscal position an order gets, decided once a batch for each kind of sale.

In this order: what the settings say; what the accountant chose for this kind of sale;
what the customer has; what the company's own fiscal positions propose; what Odoo would
choose without this addon.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from ..spapi import fulfillment_centers
from ..spapi.marketplaces import Region
from ..spapi.territories import place
from . import order_worth, schemes, vat_numbers
from .amounts import is_taxed
from .reasons import Waiting
from .settings import in_use
from .tax_positions import TaxPositions, is_needed, unreplaced


@dataclass(frozen=True)
class Kind:
    """What kind of sale an order is.

    :ivar scheme: of :data:`~.schemes.SCHEMES`
    :ivar origin: ``res.country`` whose warehouse ships
    :ivar destination: ``res.country`` of the buyer; of a sale that is taxed where it
        comes from, that country
    :ivar notes: of :mod:`~.tax_notes`
    """

    scheme: str
    origin: object
    destination: object
    notes: tuple = ()

    @property
    def key(self):
        return self.scheme, self.origin, self.destination


@dataclass(frozen=True)
class Decision:
    """:ivar position: ``account.fiscal.position``, may be empty
    :ivar rule: the ``amazon.seller.tax.rule`` of its kind
    """

    kind: Kind
    position: object
    rule: object
    notes: tuple = field(default=())

    def values(self):
        """Return the values of a sale order that say what was decided."""
        return {
            "fiscal_position_id": self.position.id,
            "amazon_seller_tax_kind": self.kind.scheme,
            "amazon_seller_ship_from_id": self.kind.origin.id,
            "amazon_seller_tax_rule_id": self.rule.id,
            "amazon_seller_tax_notes": list(self.notes) or False,
        }


class Taxation:
    """The taxes of a batch of orders of one account.

    :param account: the ``amazon.seller.account`` in the environment of the import
    :param maps: :class:`~.maps.Maps`
    :param settings: :class:`~.settings.Settings`
    :param has_rate: whether a ``res.currency`` can be converted at all
    """

    def __init__(self, account, maps, settings, has_rate):
        self.env = account.env
        self.account = account
        self.company = account.company_id
        self.home = self.company.account_fiscal_country_id or self.company.country_id
        self.maps = maps
        self.settings = settings
        self.has_rate = has_rate
        self.positions = TaxPositions(self.company)
        self._registrations = self.positions.registrations() - {self.home.code}
        self._is_home_eu = place(self.home.code).is_eu
        self._rules = account._tax_rules()
        self._own_choices = {}
        self._zips_matter = self.positions.ask_for_zip()
        self._kinds = {}
        self._centers = {}

    # === WHICH KIND OF SALE === #

    def kind(self, order, delivery=None, origin=None, vat_number=""):
        """Return the :class:`Kind` of an ``amazon.seller.order``.

        :param delivery: where it goes, if that may no longer be what Amazon stated
        :param origin: ``res.country`` where it came from, if Amazon has said so since
        :param vat_number: the buyer's, if Amazon has told one since
        """
        key = (order, delivery, origin or None, vat_number)
        if key not in self._kinds:
            self._kinds[key] = self._kind(*key)
        return self._kinds[key]

    def _kind(self, order, delivery, stated_origin, vat_number):
        origin, notes = (stated_origin, []) if stated_origin else self._origin(order)
        destination = self._destination(order, delivery)
        vat_country, code = self._vat_country(order, vat_number)
        if code:
            notes.append({"code": code})
        sale = schemes.Sale(
            home=self.home.code,
            is_home_eu=self._is_home_eu,
            registrations=self._registrations,
            origin=place(origin.code),
            destination=destination,
            vat_country=vat_country,
            is_free=order_worth.is_free(order),
            is_collected=self._is_collected(order),
            value=lambda limit: order_worth.value(
                order, limit, self.maps, self.has_rate
            ),
        )
        scheme, country_code = schemes.scheme_of(sale)
        is_limit_open = scheme == schemes.EXPORT and sale.limit and not sale.has_value
        if is_limit_open and any(map(is_taxed, order.line_ids)):
            notes.append({"code": "limit", "currency": sale.limit.currency})
        if destination.is_special:
            notes.append({"code": "territory", "territory": destination.territory})
        if scheme == schemes.REVERSE_CHARGE and not vat_country:
            notes.append({"code": "unnamed_number"})
        if scheme == schemes.UNKNOWN:
            notes.append({"code": "no_country" if self.home else "no_home"})
        stays = scheme in (schemes.DOMESTIC, schemes.LOCAL)
        to = country_code if stays else destination.country
        return Kind(scheme, origin, self.maps.country(to), tuple(notes))

    def _origin(self, order):
        """Return the country that ships, and what is to be said about it."""
        lines = order._sold_lines() or order.line_ids
        if any(line.channel != "AFN" for line in lines) or not lines:
            warehouse = self.settings.get(order.marketplace_id, "warehouse_id")
            return warehouse.partner_id.country_id or self.home, []
        marketplace = order.marketplace_id
        if self.account.region != Region.EU.value and marketplace.country_id:
            return marketplace.country_id, []  # Its centres ship within it.
        # Reports come in any order, and all orders are to come out the same.
        lines = lines.sorted(lambda line: (line.shipment_date or datetime.max, line.id))
        codes = [self._country_of_center(line.fulfillment_center_id) for line in lines]
        known = [code for code in codes if code]
        origin = self.maps.country(known[0]) if known else self.home
        return origin, _notes_on_origin(lines, codes, origin)

    def _country_of_center(self, center):
        """Return the code of a centre's country, as Amazon's invoice data may have
        told it; None where nobody knows."""
        code = fulfillment_centers.country_of(center)
        if code or not center:
            return code
        if center not in self._centers:
            self._centers[center] = self.account._country_of_center(center)
        return self._centers[center]

    def _destination(self, order, delivery):
        if delivery:
            return place(delivery.country_id.code, delivery.zip)
        return place(order.ship_country_code, order.ship_postal_code)

    def _vat_country(self, order, told_since):
        """Return whose VAT number the buyer has, and the code of a note why a stated
        one does not count; both may be empty."""
        stated = order.buyer_vat_number or told_since
        if not stated:
            return "", ""
        country = self.maps.country(order.bill_country_code or order.ship_country_code)
        vat, code = self.maps.vat_number(country, stated)
        if not vat:
            return "", "vat_number"
        is_telling = told_since or vat_numbers.names_country(stated)
        if not (is_telling or _is_business(order)):
            return "", "personal_number"
        return code or "", ""

    def _is_collected(self, order):
        lines = order._sold_lines()
        return bool(order.ioss_number) or (
            bool(lines) and all(line.is_tax_amazons for line in lines)
        )

    # === WHICH FISCAL POSITION === #

    def decide(self, order, partner, delivery, origin=None, vat_number=""):
        """Return the :class:`Decision` about a sale order to these partners.

        :param origin: as in :meth:`kind`, as is ``vat_number``
        """
        kind = self.kind(order, delivery, origin, vat_number)
        rule = self._rule(kind)
        chosen = (
            self.settings.get(order.marketplace_id, "fiscal_position_id")
            or self._chosen(kind)
            or delivery.property_account_position_id
            or partner.property_account_position_id
        )
        notes = (*kind.notes, *self._notes_on_products(order, kind))
        if chosen:
            return Decision(kind, chosen, rule, notes)
        proposal = self.positions.proposal(*kind.key)
        notes += tuple(self._notes(kind, proposal, self._taxes_of(order)))
        position = proposal or self._own_choice(partner, delivery, kind)
        return Decision(kind, position, rule, notes)

    def keep_kind(self, order):
        """Say on the inbox record what kind of sale it is: its amounts depend on it.

        :return: the :class:`Kind`
        """
        sale_order = order.sale_order_id
        kind = self.kind(
            order,
            origin=self.maps.country(sale_order._amazon_seller_stated_origin()),
            vat_number=sale_order._amazon_seller_stated_vat_number(),
        )
        order._keep_tax_kind(kind.scheme)
        return kind

    def check(self, order):
        """Refuse an order whose taxes are not set up, if the account wants that.

        :raise Waiting: nothing is chosen, and nothing fits
        """
        kind = self.keep_kind(order)
        if self.account.missing_tax_policy != "hold":
            return
        if self.settings.get(order.marketplace_id, "fiscal_position_id"):
            return
        rule = self._rule(kind)
        if self._chosen(kind):
            return
        proposal = self.positions.proposal(*kind.key)
        if self._notes(kind, proposal, self._taxes_of(order)):
            raise Waiting("tax_setup", rule.display_name)

    def _rule(self, kind):
        """Return the accountant's line for this kind of sale, made when first met."""
        if kind.key not in self._rules:
            self.account._note_tax_kinds([kind.key])
            self._rules = self.account._tax_rules()
        return self._rules[kind.key]

    def _chosen(self, kind):
        """Return the fiscal position an accountant chose, for this country or all."""
        nowhere = self.env["res.country"]
        general = self._rules.get((kind.scheme, kind.origin, nowhere))
        chosen = in_use(self._rules[kind.key].fiscal_position_id)
        return chosen or (general and in_use(general.fiscal_position_id))

    def _notes(self, kind, proposal, taxes):
        """Return what an accountant should know of a proposal."""
        if not is_needed(kind.scheme, self.home, kind.destination):
            return []
        if not proposal:
            return [
                {
                    "code": "missing",
                    "scheme": kind.scheme,
                    "origin": kind.origin.code,
                    "destination": kind.destination.code,
                    "country": kind.destination.code,
                }
            ]
        notes = []
        if kind.scheme == schemes.OSS and proposal.foreign_vat:
            code = kind.destination.code
            notes.append({"code": "oss_by_number", "destination": code})
        if left := unreplaced(proposal, taxes):
            names = ", ".join(left.mapped("name"))
            notes.append(
                {"code": "unreplaced", "position": proposal.name, "taxes": names}
            )
        return notes

    def _products_of(self, order):
        return self.env["product.product"].union(
            *map(self.maps.products_of, order._sold_lines())
        )

    def _notes_on_products(self, order, kind):
        """Return what is to be said of products that have no tax of their own."""
        own = self.company.account_sale_tax_id
        without = self._products_of(order).filtered(
            lambda product: not product._amazon_seller_entered_taxes(self.company)
        )
        if kind.scheme == schemes.COLLECTED or not (own and without):
            return ()
        names = ", ".join(without.mapped("display_name"))
        return ({"code": "product_tax", "products": names, "taxes": own.name},)

    def _taxes_of(self, order):
        """Return the sales taxes of the products of an order."""
        products = self._products_of(order)
        taxes = self.env["account.tax"].concat(
            *(product._amazon_seller_own_taxes(self.company) for product in products)
        )
        return taxes.browse(dict.fromkeys(taxes.ids))

    def _own_choice(self, partner, delivery, kind):
        """Return the position Odoo would choose, found once per situation."""
        domestic = self.company.domestic_fiscal_position_id
        goes_abroad = delivery.country_id != kind.destination
        if kind.scheme == schemes.DOMESTIC and goes_abroad and domestic:
            return domestic
        key = tuple(self._position_key(p) for p in (partner, delivery))
        if key not in self._own_choices:
            Position = self.env["account.fiscal.position"]
            self._own_choices[key] = Position._get_fiscal_position(partner, delivery)
        chosen = self._own_choices[key]
        # The contact has a number, but did not buy with it.
        is_of_others = kind.scheme == schemes.OSS and chosen.vat_required
        return chosen.browse() if is_of_others else chosen

    def _position_key(self, partner):
        return (
            partner.property_account_position_id,
            partner.country_id,
            partner.state_id,
            partner.zip if self._zips_matter else None,
            (partner.vat or "")[:2],
            partner._get_vat_required_valid(company=self.company),
        )


def _is_business(order):
    """Whether Amazon's reports or its invoice data call the buyer one."""
    return (
        order.is_business_order
        or order.buyer_company_name
        or any(
            document.is_business_order or document.buyer_company_name
            for document in order.tax_document_ids
        )
    )


def _notes_on_origin(lines, codes, origin):
    """Return what is to be said where the country of a parcel is not sure."""
    notes = []
    unknown = {
        line.fulfillment_center_id or "–"
        for line, code in zip(lines, codes, strict=True)
        if not code
    }
    if unknown:
        center = ", ".join(sorted(unknown))
        notes.append({"code": "center", "center": center, "origin": origin.code})
    known = defaultdict(set)
    for line, code in zip(lines, codes, strict=True):
        if code:
            known[code].add(line.fulfillment_center_id)
    if len(known) > 1:
        notes.append(
            {
                "code": "several_origins",
                "countries": ", ".join(sorted(known)),
                "centers": {code: sorted(known[code]) for code in known},
                "origin": origin.code,
            }
        )
    return notes
