import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { percentAt, timeTicks } from "./time_scale";

const { DateTime } = luxon;

/**
 * What is proven of an account's orders since its start date, and what is missing: a
 * bar per kind of order. A gap is a button that asks Amazon for it.
 *
 * The field's value: { start, end, kinds: [{ channel, label, summary,
 * stretches: [{ start, end, state, can_fetch }] }], legend: [{ state, label }] }, with
 * times as ISO texts in UTC and the states proven, asked, gap and unreachable.
 */
export class CoverageTimelineField extends Component {
    static template = "amazon_connector.CoverageTimelineField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
    }

    get timeline() {
        const value = this.props.record.data[this.props.name];
        if (!value?.kinds?.length) {
            return null;
        }
        const start = DateTime.fromISO(value.start);
        const end = DateTime.fromISO(value.end);
        const words = Object.fromEntries(
            value.legend.map(({ state, label }) => [state, label])
        );
        return {
            legend: value.legend,
            ticks: timeTicks(start, end),
            kinds: value.kinds.map((kind) => ({
                ...kind,
                stretches: kind.stretches.map((stretch) =>
                    this.drawn(stretch, start, end, words)
                ),
            })),
        };
    }

    /** A stretch with all that the picture needs to show it. */
    drawn(stretch, start, end, words) {
        const from = DateTime.fromISO(stretch.start);
        const to = DateTime.fromISO(stretch.end);
        const left = percentAt(from, start, end);
        const period = {
            start: toLocaleDateTimeString(from),
            end: toLocaleDateTimeString(to),
        };
        return {
            ...stretch,
            period,
            style: `left: min(${left}%, calc(100% - 3px)); width: ${
                percentAt(to, start, end) - left
            }%`,
            description: this.description(stretch, period, words[stretch.state]),
        };
    }

    description(stretch, period, state) {
        const words = { ...period, state };
        if (stretch.can_fetch) {
            return _t("%(state)s from %(start)s to %(end)s: ask for it now", words);
        }
        if (stretch.state === "unreachable") {
            return _t(
                "%(state)s from %(start)s to %(end)s: Amazon gives reports only for a limited time, and these days are older.",
                words
            );
        }
        return _t("%(state)s from %(start)s to %(end)s", words);
    }

    confirmFetch(kind, stretch) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Ask Amazon for this period?"),
            body: _t(
                "%(kind)s from %(start)s to %(end)s. Orders that are here already do not come twice.",
                { kind: kind.label, ...stretch.period }
            ),
            confirmLabel: _t("Ask Now"),
            confirm: () => this.fetchPeriod(kind.channel, stretch),
            cancel: () => {},
        });
    }

    async fetchPeriod(channel, { start, end }) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        // What it returns says what came of it, then reloads the form.
        const notification = await this.orm.call(record.resModel, "action_fetch_period", [
            [record.resId],
            channel,
            start,
            end,
        ]);
        this.action.doAction(notification);
    }
}

export const coverageTimelineField = {
    component: CoverageTimelineField,
    displayName: _t("Amazon Coverage"),
    supportedTypes: ["json"],
};

registry.category("fields").add("amazon_coverage_timeline", coverageTimelineField);
