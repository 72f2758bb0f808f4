import { isDay } from '../french/calendar.ts';
import { dayInParis } from '../french/day.ts';
import type { Interval } from './features.ts';

/**
 * Returns the days, in Paris, of a `datetime` parameter of OGC API Features: a moment or an interval such as
 * `2024-10-01`, `2024-10-01T12:00:00Z`, `2015-01-01/2023-12-31`, `../2023-12-31`, `2024-01-01/..` or `../..`, which is
 * all days. Returns null for any other text and for an interval that ends before it begins.
 */
export function toInterval(datetime: string): Interval | null {
  const ends = datetime.split('/');
  if (ends.length === 1) {
    const day = toDay(datetime);
    return day === null ? null : { from: day, to: day };
  }
  if (ends.length !== 2) return null;
  const [from, to] = ends.map((end) => (OPEN.has(end) ? undefined : toDay(end)));
  if (from === null || to === null) return null;
  if (from !== undefined && to !== undefined && from > to) return null;
  return { from: from ?? null, to: to ?? null };
}

const OPEN = new Set(['', '..']);

function toDay(text: string): string | null {
  // GDAL writes a trailing T after a day.
  const alone = text.replace(/T$/, '');
  if (isDay(alone)) return alone;
  const match = MOMENT.exec(text);
  if (match === null) return null;
  const [, day, hour, minute, second, zone] = match;
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const [zoneHour, zoneMinute] = /\d/.test(zone!) ? zone!.slice(1).split(':') : ['0', '0'];
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return null;
  // JavaScript dates have no leap second.
  const wholeSecond = Number(second) === 60 ? '59' : second;
  const inParis = dayInParis(new Date(`${day}T${hour}:${minute}:${wholeSecond}${zone!.toUpperCase()}`));
  // The last hour of 9999, which means "no end", is already in the year 10000 in Paris.
  return inParis.length > LAST_DAY.length ? LAST_DAY : inParis;
}

const LAST_DAY = '9999-12-31';

/** RFC 3339, section 5.6. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
