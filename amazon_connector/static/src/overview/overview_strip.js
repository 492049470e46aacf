import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** What waits for somebody, over all accounts the user sees; each count leads there. */
export class OverviewStrip extends Component {
    static template = "amazon_connector.OverviewStrip";
    // Handed in only so that the counts are read again whenever the accounts are.
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ overview: {} });
        onWillStart(() => this.loadOverview());
        onWillUpdateProps(() => this.loadOverview());
    }

    async loadOverview() {
        this.state.overview = await this.orm.call(
            "amazon.seller.account",
            "retrieve_overview"
        );
    }

    /** Most urgent first. */
    get cards() {
        const overview = this.state.overview;
        return [
            {
                name: "paused",
                count: overview.paused,
                label: _t("Accounts paused"),
                color: "danger",
                open: () => this.filterBy("paused"),
            },
            {
                name: "ending",
                count: overview.ending,
                label: _t("Authorisations that end or ended"),
                color: "warning",
                open: () => this.filterBy("ending"),
            },
            {
                name: "waiting_orders",
                count: overview.waiting_orders,
                label: _t("Orders waiting"),
                color: "warning",
                open: () => this.action.doAction(overview.waiting_orders_action),
            },
            {
                name: "gaps",
                count: overview.gaps,
                label: _t("Gaps in the coverage"),
                color: "info",
                open: () => this.action.doAction(overview.gaps_action),
            },
        ];
    }

    cardClass({ count, color }) {
        const shade = count ? color : "secondary";
        return `bg-${shade}-subtle text-${shade}-emphasis`;
    }

    /** Show these accounts only; a second click shows all again. */
    filterBy(name) {
        const { searchModel } = this.env;
        const [filter] = searchModel.getSearchItems((item) => item.name === name);
        if (filter.isActive) {
            searchModel.clearQuery();
        } else {
            searchModel.query = [];
            searchModel.toggleSearchItem(filter.id);
        }
    }
}
