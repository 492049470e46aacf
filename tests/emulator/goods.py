"""Reports on goods, asked for as the server asks for them."""

from emulator.marketplaces import DE, of_region
from emulator.world.all_orders import all_orders_report
from emulator.world.return_reports import afn_return_report, mfn_return_report

LOCALE = {"preferredReportDocumentLocale": "en_US"}


def _dated(write, world, region, start, end, made_at):
    ids = {m.id for m in of_region(region)}
    end = end or world.end
    return write(
        world, region, start or world.start, end, ids, {}, made_at=made_at or end
    )


def afn_returns(world, region="eu", start=None, end=None, made_at=None):
    return _dated(afn_return_report, world, region, start, end, made_at)


def mfn_returns(world, region="eu", start=None, end=None, made_at=None):
    return _dated(mfn_return_report, world, region, start, end, made_at)


def all_orders(world, region="eu", start=None, end=None, made_at=None):
    return _dated(all_orders_report, world, region, start, end, made_at)


def snapshot(write, world, marketplace=DE, moment=None, options=LOCALE):
    moment = moment or world.end
    return write(world, marketplace.region, moment, moment, {marketplace.id}, options)
