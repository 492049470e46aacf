"""Orders of every kind that sellers meet, mixed at random: worlds of full variety."""

from dataclasses import replace
from random import Random

from emulator import marketplaces
from emulator.marketplaces import Marketplace
from emulator.world import people, taxation
from emulator.world.amounts import rounded
from emulator.world.build import NA_SHARES, Builder
from emulator.world.crowd import Crowd
from emulator.world.dispatches import (
    AMERICAN_CENTERS,
    CENTER_COUNTRIES,
    HOME,
    center_country,
)
from emulator.world.facts import ZERO, Address, Amounts, Item, Order, Promotion
from emulator.world.recipes import Recipe
from emulator.world.shipping import ship

EU_SHARES = {
    **{marketplaces.DE: 42, marketplaces.FR: 10, marketplaces.IT: 9},
    **{marketplaces.ES: 8, marketplaces.NL: 6, marketplaces.PL: 6},
    **{marketplaces.SE: 5, marketplaces.GB: 8, marketplaces.BE: 4},
    marketplaces.IE: 2,
}
SERVICE_LEVELS = (
    *("Standard", "Standard", "Expedited", "SecondDay", "NextDay", "FreeEconomy"),
    "SameDay",
)
INSTRUCTIONS = (
    *("", "", "", "Bitte beim Nachbarn abgeben", "Code: 4711#"),
    *("Vor die Tür <links> & klingeln", "📦 im Carport"),
)
# Line totals in EUR and pieces that do not divide.
AWKWARD_LINES = (
    *((3, "10.00"), (7, "19.99"), (6, "0.34"), (3, "0.02"), (13, "20.67")),
    *((250, "19.99"), (12, "99.95"), (7, "10.00")),
)
# What the reports call other shops, for which Amazon only ships.
OTHER_SHOPS = {
    "eu": (
        *("Non-Amazon DE", "Non-Amazon", "Non-Amazon UK", "SI UK Prod Marketplace"),
        "SI Prod IT Marketplace",
    ),
    "na": ("Non-Amazon US", "Non-Amazon", "SI CA Prod Marketplace"),
}


class FullBuilder(Builder):
    """:param registrations: countries in which the seller has a VAT number"""

    def __init__(self, rng: Random, products, start, end, registrations):
        super().__init__(rng, products, start, end)
        self.registrations = registrations
        self._crowds: dict[str, Crowd] = {}
        self._sales: dict[str, list[Order]] = {}

    def sale(self, number: int, region: str, fba_share: float) -> Order:
        rng = self.rng
        marketplace = self._marketplace(Recipe(), region)
        channel = "AFN" if rng.random() < fba_share else "MFN"
        recipe = self._recipe(channel)
        order = self._order(recipe, marketplace, channel)
        if recipe.is_replacement:
            order = self._instead(order)
        if channel == "AFN":
            order = self._shipped(order, recipe)
        order = self._taxed(order)
        if not order.replaced_order_id:
            self._sales.setdefault(region, []).append(order)
        return order

    def multi_channel(self, region: str) -> Order:
        order = super().multi_channel(region)
        name = self.rng.choice(OTHER_SHOPS[region])
        order_id = order.order_id
        if self.rng.random() < 0.4:
            order_id = order_id.replace("S02-", "S01-")
        shop = replace(order.marketplace, name=name)
        return replace(order, order_id=order_id, marketplace=shop)

    def cancelled(self, region: str) -> Order:
        return self._taxed(super().cancelled(region))

    def _marketplace(self, recipe: Recipe, region: str) -> Marketplace:
        shares = EU_SHARES if region == "eu" else NA_SHARES
        return self.rng.choices(list(shares), weights=shares.values())[0]

    def _recipe(self, channel: str) -> Recipe:
        rng, lot = self.rng, self.rng.random()
        quantity, line_price = rng.choice([1, 1, 1, 1, 2, 3, 5]), ""
        if lot < 0.1:
            quantity, line_price = rng.choice(AWKWARD_LINES)
        promotions = ("item", "two", "three", "shipping", "both", "all")
        return Recipe(
            items=rng.choices([1, 2, 3, 6], weights=[70, 18, 9, 3])[0],
            quantity=quantity,
            line_price=line_price,
            has_shipping=rng.random() < 0.4,
            has_gift_wrap=rng.random() < 0.06,
            promotion=rng.choice(promotions) if rng.random() < 0.25 else "",
            is_replacement=rng.random() < 0.03,
            is_split=channel == "AFN" and rng.random() < 0.2,
            is_repeated=rng.random() < 0.02,
        )

    def _order(self, recipe: Recipe, marketplace: Marketplace, channel: str) -> Order:
        rng, crowd = self.rng, self._crowd(marketplace)
        buyer, ship_to, bill_to = crowd.somebody(channel)
        self._person_now = people.Person(buyer, ship_to)
        order = super()._order(recipe, marketplace, channel)
        # Order reports of North America have no columns for it.
        is_told = marketplace.region == "eu" or channel == "AFN"
        return replace(
            order,
            bill_to=bill_to if is_told else ship_to,
            is_business=bool(buyer.company),
            service_level=rng.choice(SERVICE_LEVELS),
            delivery_instructions=rng.choice(INSTRUCTIONS),
        )

    def _crowd(self, marketplace: Marketplace) -> Crowd:
        if marketplace.id not in self._crowds:
            self._crowds[marketplace.id] = Crowd(self.rng, marketplace)
        return self._crowds[marketplace.id]

    def _person(self, recipe: Recipe, marketplace: Marketplace) -> people.Person:
        return self._person_now

    def _replaced(self, recipe: Recipe, region: str) -> str:
        return ""

    def _instead(self, order: Order) -> Order:
        """The goods of an earlier order again, or this order where there is none."""
        sales = self._sales.get(order.region, ())
        for original in self.rng.choices(sales, k=20) if sales else ():
            is_like = original.channel == order.channel
            if is_like and original.purchased_at < order.purchased_at:
                again = self.again(original, self.rng.random() < 0.3)
                return replace(order, **again, marketplace=original.marketplace)
        return order

    def _shipped(self, order: Order, recipe: Recipe) -> Order:
        """In up to three parcels, all from centres of one country."""
        country = self._ship_from(order.ship_to, order.region)
        known = CENTER_COUNTRIES if order.region == "eu" else AMERICAN_CENTERS
        centers = [c for c, where in known.items() if where == country]
        parcels = self.rng.choice([2, 3]) if recipe.is_split else 1
        rows = ship(self.rng, self.ids, order, parcels, self.end, tuple(centers))
        return replace(order, status="Shipped", shipped_items=rows)

    def _ship_from(self, ship_to: Address, region: str) -> str:
        if region == "na" or ship_to.country == "GB":
            return ship_to.country
        own = [ship_to.country] * 4
        near = [c for c in own if c in ("DE", "PL", "CZ", "FR", "IT", "ES")]
        return self.rng.choice([*near, *"DE DE DE PL PL CZ FR IT ES".split()])

    def _taxed(self, order: Order) -> Order:
        """Its VAT and the rates of its items; in North America Amazon keeps the tax."""
        if order.region != "eu":
            return order
        parcel = order.shipped_items[0] if order.shipped_items else None
        origin = center_country(parcel.fulfillment_center) if parcel else HOME
        facts = taxation.sale(origin, order, self.registrations)
        items = {
            item.order_item_id: replace(
                item,
                vat_percent=taxation.percent(facts, item.product.tax_code),
            )
            for item in order.items
        }
        rows = [
            replace(row, item=items[row.item.order_item_id])
            for row in order.shipped_items
        ]
        return replace(
            order, sale=facts, items=tuple(items.values()), shipped_items=tuple(rows)
        )

    def _item(self, recipe, marketplace, product, index) -> Item:
        """Now and then one that costs nothing."""
        item = super()._item(recipe, marketplace, product, index)
        if index and self.rng.random() < 0.05:
            return replace(item, amounts=Amounts(), promotions=(), gift_wrap_type="")
        return item

    def _promotions(self, recipe, index, price, shipping) -> tuple[Promotion, ...]:
        kind, number = recipe.promotion, self.rng.randrange(10**9, 10**10)
        if not kind or index > 0:
            return ()
        found = {
            "shipping": [("Free shipping DE", ZERO, shipping)],
            "both": [("PAWS-V2", price / 10, ZERO), ("Free shipping", ZERO, shipping)],
            "all": [("Geschenk", price, shipping)],
            "item": [("PAWS-V2", price / 10, ZERO)],
            "two": [("PAWS-V2", price / 10, ZERO), ("Coupon", price * 3 / 100, ZERO)],
            "three": [
                ("PAWS-V2", price / 10, ZERO),
                ("Coupon <3 & mehr>", price / 7, ZERO),
                ("Free shipping", ZERO, shipping / 2),
            ],
        }
        return tuple(
            Promotion(f"{name} {number + place}", -rounded(item), -rounded(on_shipping))
            for place, (name, item, on_shipping) in enumerate(found[kind])
            if rounded(item) or rounded(on_shipping)
        )
