import type { MultiPolygon } from './quarter.ts';

/**
 * Approximates the share (0 to 1) of a shape's area that lies in any of the others: both are cut by many parallels, and
 * the lengths on them compared. Correct to about a hundredth: for display, never to decide.
 */
export function shareWithin(shape: MultiPolygon, others: readonly MultiPolygon[]): number {
  const lats = shape.flat(2).map(([, lat]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  let whole = 0;
  let common = 0;
  for (let i = 0; i < PARALLELS; i++) {
    const lat = south + ((i + 0.5) / PARALLELS) * (north - south);
    const own = spansAt(shape, lat);
    const theirs = joined(others.flatMap((other) => spansAt(other, lat)));
    for (const [from, to] of own) {
      whole += to - from;
      for (const [west, east] of theirs) common += Math.max(0, Math.min(to, east) - Math.max(from, west));
    }
  }
  return whole === 0 ? 0 : common / whole;
}

const PARALLELS = 1000;

type Span = readonly [from: number, to: number];

/** The spans of a parallel inside a shape, between its crossings. */
function spansAt(shape: MultiPolygon, lat: number): Span[] {
  const spans: Span[] = [];
  for (const polygon of shape) {
    const crossings: number[] = [];
    for (const ring of polygon) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1]!;
        const [bx, by] = ring[i]!;
        if (ay > lat !== by > lat) crossings.push(ax + ((lat - ay) / (by - ay)) * (bx - ax));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let i = 1; i < crossings.length; i += 2) spans.push([crossings[i - 1]!, crossings[i]!]);
  }
  return spans;
}

/** Merges overlapping spans, so that no length counts twice. */
function joined(spans: readonly Span[]): Span[] {
  const all: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
