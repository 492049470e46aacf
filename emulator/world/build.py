"""Orders out of a seed: the same seed gives the same orders, byte for byte."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from emulator import marketplaces
from emulator.marketplaces import Marketplace
from emulator.world import people
from emulator.world.amounts import rounded
from emulator.world.facts import ZERO, Amounts, Item, Order, Product, Promotion
from emulator.world.ids import Ids
from emulator.world.recipes import RECIPES, Recipe
from emulator.world.shipping import ship

EU_SHARES = {
    **{marketplaces.DE: 50, marketplaces.FR: 10, marketplaces.IT: 9},
    **{marketplaces.ES: 8, marketplaces.NL: 5, marketplaces.PL: 6},
    **{marketplaces.SE: 4, marketplaces.GB: 8},
}
NA_SHARES = {marketplaces.US: 7, marketplaces.CA: 2, marketplaces.MX: 1}
# Where the buyer lives, and what the reports call the other shop.
MULTI_CHANNEL = {
    "eu": (marketplaces.DE, marketplaces.NON_AMAZON_DE),
    "na": (marketplaces.US, marketplaces.NON_AMAZON_US),
}
GIFT_MESSAGES = (
    "Alles Gute zum Geburtstag, Oma! – Deine Zoë",
    'Für "Björn" <3',
    "Wszystkiego najlepszego!",
)


class Builder:
    """Makes one order after the other.

    :param start: first possible purchase, aware
    :param end: everything has been reported before this time, aware
    """

    def __init__(self, rng: Random, products: tuple[Product, ...], start, end):
        self.rng = rng
        self.products = products
        self.start = start
        self.end = end
        self.ids = Ids(rng)
        self._people: dict[str, list[people.Person]] = {}
        self._order_ids: dict[str, list[str]] = {}

    def sale(self, number: int, region: str, fba_share: float) -> Order:
        """The order number ``number`` (from 0) that ends as a sale."""
        recipe = RECIPES[number % len(RECIPES)]
        channel = recipe.channel
        if not channel:
            channel = "AFN" if self.rng.random() < fba_share else "MFN"
        order = self._order(recipe, self._marketplace(recipe, region), channel)
        if channel == "AFN":
            order = replace(
                order,
                status="Shipped",
                shipped_items=ship(
                    self.rng, self.ids, order, 1 + recipe.is_split, self.end
                ),
            )
        self._order_ids.setdefault(region, []).append(order.order_id)
        return order

    def cancelled(self, region: str) -> Order:
        """Cancelled while pending: it never became fulfillable."""
        recipe = self.rng.choice(RECIPES[:3])
        order = self._order(recipe, self._marketplace(recipe, region), "MFN")
        return replace(
            order,
            status="Cancelled",
            fulfillable_at=None,
            cancelled_at=order.fulfillable_at,
        )

    def multi_channel(self, region: str) -> Order:
        """Sold in another shop, shipped by Amazon (MCF): no prices, no buyer."""
        at_home, elsewhere = MULTI_CHANNEL[region]
        order = self._order(Recipe(), at_home, "AFN")
        order = replace(
            order,
            order_id=self.ids.multi_channel_order(),
            marketplace=elsewhere,
            merchant_order_id=f"#{self.rng.randrange(1000, 9999)}",
            status="Shipped",
            is_multi_channel=True,
            items=tuple(replace(i, amounts=Amounts()) for i in order.items),
        )
        shipped = ship(self.rng, self.ids, order, 1, self.end)
        return replace(order, shipped_items=shipped)

    def abroad(self, country: str) -> Order:
        """Bought in Germany, sent by the merchant to where no marketplace is."""
        return self._order(Recipe(country=country), marketplaces.DE, "MFN")

    def by_hand(self, marketplace, channel, products, quantities, country) -> Order:
        """Whatever is wished for; of anything one piece."""
        order = self._order(Recipe(country=country), marketplace, channel)
        if not products:
            return order
        items = [
            self._item(Recipe(quantity=quantities[p.sku]), marketplace, p, 0)
            for p in products
        ]
        return replace(order, items=tuple(items))

    def instead_of(self, original: Order, is_exchange: bool) -> Order:
        """The same goods again, to the same person, free of charge."""
        order = self._order(Recipe(), original.marketplace, original.channel)
        return replace(order, **self.again(original, is_exchange))

    def again(self, original: Order, is_exchange: bool) -> dict:
        """What of an order stands in the one that replaces it."""
        items = [
            replace(
                item,
                order_item_id=self.ids.order_item(),
                amounts=Amounts(),
                promotions=(),
            )
            for item in original.items
        ]
        return {
            "buyer": original.buyer,
            "ship_to": original.ship_to,
            "bill_to": original.bill_to,
            "items": tuple(items),
            "is_business": original.is_business,
            "sale": original.sale,
            "replaced_order_id": original.order_id,
            "is_exchange": is_exchange,
        }

    def _marketplace(self, recipe: Recipe, region: str) -> Marketplace:
        if recipe.is_german and region == "eu":
            return marketplaces.DE
        shares = EU_SHARES if region == "eu" else NA_SHARES
        return self.rng.choices(list(shares), weights=shares.values())[0]

    def _order(self, recipe: Recipe, marketplace: Marketplace, channel: str) -> Order:
        rng = self.rng
        purchased_at, paid_at, fulfillable_at = self._times()
        person = self._person(recipe, marketplace)
        ship_to = replace(
            person.home, phone="" if channel == "AFN" else person.home.phone
        )
        latest = fulfillable_at + timedelta(days=rng.choice([1, 2, 3]))
        oddities = set()
        if recipe.promotion and channel == "MFN":
            oddities.add(rng.choice(["", "late_promotion", "promotion_in_item_row"]))
        if recipe.is_repeated:
            oddities.add("repeated_row")
        return Order(
            order_id=self.ids.order(marketplace.region),
            channel=channel,
            marketplace=marketplace,
            status="Unshipped",
            purchased_at=purchased_at,
            paid_at=paid_at,
            fulfillable_at=fulfillable_at,
            latest_ship_at=latest.replace(hour=22, minute=59, second=59),
            service_level=rng.choice(["Standard", "Expedited", "SecondDay"]),
            buyer=person.buyer,
            ship_to=ship_to,
            bill_to=person.home,
            items=self._items(recipe, marketplace),
            is_business=recipe.person == "business",
            is_prime=channel == "AFN" or rng.random() < 0.1,
            replaced_order_id=self._replaced(recipe, marketplace.region),
            delivery_instructions=rng.choice(
                ["", "", "", "Bitte beim Nachbarn abgeben"]
            ),
            oddities=frozenset(oddities - {""}),
        )

    def _times(self) -> tuple[datetime, datetime, datetime]:
        """Purchase, payment, and the moment the order left Pending."""
        rng = self.rng
        room = (self.end - self.start) - timedelta(hours=2)
        purchased_at = self.start + max(room, timedelta(minutes=1)) * rng.random()
        pending = timedelta(minutes=rng.choice([2, 30, 31, 45, 26 * 60]))
        pending = min(pending, (self.end - purchased_at) * 0.5)
        fulfillable_at = purchased_at + pending
        paid_at = purchased_at + pending * 0.9
        return tuple(
            moment.replace(microsecond=0)
            for moment in (purchased_at, paid_at, fulfillable_at)
        )

    def _person(self, recipe: Recipe, marketplace: Marketplace) -> people.Person:
        """Every eighth buyer has bought here before."""
        known = self._people.setdefault(marketplace.id, [])
        is_plain = not recipe.person and not recipe.country
        if is_plain and known and self.rng.random() < 0.12:
            return self.rng.choice(known)
        country = recipe.country if marketplace.region == "eu" else ""
        style = recipe.person
        if style == "packing_station" and marketplace.region != "eu":
            style = ""
        person = people.invent(
            self.rng, marketplace, country or marketplace.country, style
        )
        if is_plain:
            known.append(person)
        return person

    def _replaced(self, recipe: Recipe, region: str) -> str:
        if not recipe.is_replacement:
            return ""
        return self.rng.choice(self._order_ids.get(region) or [self.ids.order(region)])

    def _items(self, recipe: Recipe, marketplace: Marketplace) -> tuple[Item, ...]:
        products = self.rng.sample(self.products, recipe.items)
        return tuple(
            self._item(recipe, marketplace, product, index)
            for index, product in enumerate(products)
        )

    def _item(self, recipe, marketplace, product, index) -> Item:
        level = Decimal(marketplace.units_per_euro)
        quantity = recipe.quantity if index == 0 else self.rng.choice([1, 1, 2])
        price = rounded(product.price * level) * quantity
        if recipe.line_price and index == 0:
            price = rounded(Decimal(recipe.line_price) * level)
        shipping = rounded(self._shipping_euros(recipe, index) * level)
        wrap = rounded(Decimal("3.50") * level) if recipe.has_gift_wrap else ZERO
        if recipe.is_replacement:
            price, shipping, wrap = ZERO, ZERO, ZERO
        promotions = self._promotions(recipe, index, price, shipping)
        return Item(
            order_item_id=self.ids.order_item(),
            product=product,
            quantity=quantity,
            amounts=Amounts(
                price,
                shipping,
                wrap,
                sum((p.item for p in promotions), ZERO),
                sum((p.shipping for p in promotions), ZERO),
            ),
            promotions=promotions,
            gift_wrap_type="Geschenkpapier" if wrap else "",
            gift_message=self.rng.choice(GIFT_MESSAGES) if wrap else "",
        )

    def _shipping_euros(self, recipe: Recipe, index: int) -> Decimal:
        """Each item has an amount of its own, and it may be nothing."""
        if not recipe.has_shipping:
            return ZERO
        return Decimal(("4.99", "0.00", "2.50")[index % 3])

    def _promotions(self, recipe, index, price, shipping) -> tuple[Promotion, ...]:
        number = self.rng.randrange(10**9, 10**10)
        if not recipe.promotion or index > 0:
            return ()
        if recipe.promotion == "shipping":
            return (Promotion(f"Free shipping DE-{number}", ZERO, -shipping),)
        tenth = Promotion(f"PAWS-V2-{number}-10%", -rounded(price / 10), ZERO)
        if recipe.promotion == "item":
            return (tenth,)
        fixed = Promotion(f"Coupon {number + 1}", -rounded(price * 3 / 100), ZERO)
        return tenth, fixed
