"""The emulated Amazon's whole world, as different sellers see it."""

from .worlds import WorldCase


class TestWorld(WorldCase):
    def _import(self, **values):
        world = self._world(**values)
        self._create_products(world)
        return super()._import(world)

    def test_seller_without_amazons_vat_calculation(self):
        self._import()

    def test_seller_with_vat_inside_the_fba_prices(self):
        self._import(
            vcs=True, fba_amounts="gross/gross/after", cancellation_wishes=True
        )

    def test_seller_with_vat_on_top_of_the_fba_prices(self):
        self._import(vcs=True, fba_amounts="net/net/after", promotion_rows="both")

    def test_seller_who_ticked_no_optional_columns(self):
        self._import(columns="basic", seed=12)
