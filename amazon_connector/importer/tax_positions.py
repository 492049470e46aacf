# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of the company's fiscal positions fits a kind of sale, told by its taxes.

Names prove nothing, and a position of another module may have any.  What counts is
where it applies, and into what it turns the company's own sales tax.
"""

from ..spapi.territories import place
from .schemes import COLLECTED, EXPORT, LOCAL, NEEDS_POSITION, OSS, REVERSE_CHARGE


class TaxPositions:
    """The fiscal positions of a company, loaded once a batch.

    :param company: ``res.company`` in the environment of the import
    """

    def __init__(self, company):
        self.company = company
        self.home = company.account_fiscal_country_id
        Position = company.env["account.fiscal.position"].with_company(company)
        self._positions = Position.search(Position._check_company_domain(company))
        self._proposals = {}

    def registrations(self):
        """Return the codes of the foreign countries where the company has a number."""
        foreign = self._positions.filtered("foreign_vat").country_id
        return frozenset(foreign.mapped("code"))

    def ask_for_zip(self):
        """Whether Odoo's own choice depends on postal codes."""
        return any(each.auto_apply and each.zip_from for each in self._positions)

    def proposal(self, scheme, origin, destination):
        """Return the position that fits, an empty one if there is none.

        :param scheme: of :data:`~.schemes.SCHEMES`
        :param origin: ``res.country`` from which the goods leave
        :param destination: ``res.country`` to which they go
        """
        key = (scheme, origin, destination)
        if key not in self._proposals:
            self._proposals[key] = self._find(*key)
        return self._proposals[key]

    def _find(self, scheme, origin, destination):
        nobody = self._positions.browse()
        if scheme == OSS and destination == self.home:
            # Declared elsewhere, but taxed like any other sale at home.
            return self.company.domestic_fiscal_position_id
        if scheme == COLLECTED and not place(destination.code).is_eu:
            # Amazon owes the tax there; what leaves is an export all the same.
            scheme = EXPORT if origin != destination else scheme
        if scheme not in NEEDS_POSITION:
            return nobody
        fitting = self._positions.filtered(
            lambda position: self._fits(position, scheme, origin, destination)
        )
        if scheme == OSS and not fitting:
            # Odoo makes no OSS taxes for a country with a VAT number of one's own.
            return self._find(LOCAL, origin, destination)
        return fitting.sorted(
            lambda position: (
                position.country_id != destination,
                not position.country_group_id,
                not position.auto_apply,
                position.sequence,
                position.id,
            )
        )[:1]

    def _fits(self, position, scheme, origin, destination):
        taxes = self.replacements(position)
        if not taxes:
            return False
        if scheme == LOCAL:
            return self._is_of(position, taxes, destination) and _are_taxed(taxes)
        if scheme == OSS:
            return (
                not position.foreign_vat
                and not position.vat_required
                and _covers(position, destination)
                and bool(position.country_id or position.country_group_id)
                and _are_taxed(taxes)
            )
        if any(tax.amount for tax in taxes):
            return False
        if origin != self.home:
            return self._is_of(position, taxes, origin)
        if position.foreign_vat or not _covers(position, destination):
            return False
        return position.vat_required == (scheme == REVERSE_CHARGE)

    def _is_of(self, position, taxes, country):
        """Whether these are the taxes of one's own registration in a country."""
        return bool(
            position.foreign_vat
            and position.country_id == country
            and taxes.country_id == country
        )

    def replacements(self, position):
        """Return what replaces the company's own sales tax, nothing if that stays."""
        own = self.company.account_sale_tax_id
        taxes = position.map_tax(own) if own and position.tax_ids else own.browse()
        return taxes if taxes != own else own.browse()


def is_needed(scheme, home, destination):
    """Whether the taxes of products have to be replaced for this kind of sale."""
    return scheme in NEEDS_POSITION and not (scheme == OSS and destination == home)


def unreplaced(position, taxes):
    """Return those of a product's taxes that a position leaves as they are."""
    return taxes.filtered(
        lambda tax: tax.amount and tax in position.map_tax(tax) and position.tax_ids
    )


def _are_taxed(taxes):
    return all(tax.amount > 0 for tax in taxes)


def _covers(position, country):
    """Whether a position is for a country, or for all."""
    if position.country_id:
        return position.country_id == country
    group = position.country_group_id
    return not group or country in group.country_ids
