import { getStartOfLocalWeek } from "@web/core/l10n/dates";

const MOST_TICKS = 10;
/** Nearer to the end, a label would leave the picture. */
const LAST_LABEL_PERCENT = 87;

const HOUR = { hour: "2-digit", minute: "2-digit" };
const DAY = { day: "numeric", month: "short" };
const MONTH = { month: "short" };
const MONTH_AND_YEAR = { month: "short", year: "numeric" };

const startOf = (unit) => (moment) => moment.startOf(unit);
const hourLabel = (tick) => tick.toLocaleString(tick.hour ? HOUR : DAY);
const dayLabel = (tick) => tick.toLocaleString(DAY);
const monthLabel = (tick, isFirst) =>
    tick.toLocaleString(isFirst || tick.month === 1 ? MONTH_AND_YEAR : MONTH);

/** From fine to coarse: the distance of ticks, where they begin, what they say. */
const STEPS = [
    { step: { hours: 1 }, align: startOf("hour"), label: hourLabel },
    { step: { hours: 3 }, align: startOf("day"), label: hourLabel },
    { step: { hours: 6 }, align: startOf("day"), label: hourLabel },
    { step: { days: 1 }, align: startOf("day"), label: dayLabel },
    { step: { days: 2 }, align: startOf("day"), label: dayLabel },
    { step: { weeks: 1 }, align: getStartOfLocalWeek, label: dayLabel },
    { step: { weeks: 2 }, align: getStartOfLocalWeek, label: dayLabel },
    { step: { months: 1 }, align: startOf("month"), label: monthLabel },
    { step: { months: 3 }, align: startOf("quarter"), label: monthLabel },
    { step: { months: 6 }, align: startOf("year"), label: monthLabel },
    { step: { years: 1 }, align: startOf("year"), label: monthLabel },
];

/**
 * Where a moment lies between two others.
 *
 * @param {luxon.DateTime} moment
 * @param {luxon.DateTime} start
 * @param {luxon.DateTime} end
 * @returns {number} percent, from 0 to 100
 */
export function percentAt(moment, start, end) {
    const length = end - start;
    if (length <= 0) {
        return 0;
    }
    return Math.min(100, Math.max(0, ((moment - start) / length) * 100));
}

/**
 * The marks of the time axis, in the user's language and time zone.
 *
 * @param {luxon.DateTime} start
 * @param {luxon.DateTime} end
 * @returns {{ percent: number, label: string }[]}
 */
export function timeTicks(start, end) {
    const coarsest = STEPS[STEPS.length - 1];
    const { step, align, label } =
        STEPS.find((one) => end - start <= MOST_TICKS * stepLength(one.step)) || coarsest;
    const ticks = [];
    for (let count = 0, tick = align(start); tick <= end; count++) {
        if (tick >= start) {
            const percent = percentAt(tick, start, end);
            const text = percent < LAST_LABEL_PERCENT ? label(tick, !ticks.length) : "";
            ticks.push({ percent, label: text });
        }
        tick = tick.plus(step);
    }
    return ticks;
}

function stepLength(step) {
    return luxon.Duration.fromObject(step).toMillis();
}
