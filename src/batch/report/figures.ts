import { type Answer, answers } from '../../rules/answer.ts';
import type { Scheme } from '../../rules/scheme.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Kind, Zone } from '../../zones/zone.ts';
import type { Zones } from '../../zones/zones.ts';
import type { Change, Changes, TierMove, ZoneChange } from '../compare/changes.ts';
import type { Settings } from '../journal.ts';
import { LEAST_PUBLISHED, publishedCount, publishedCounts } from '../secrecy.ts';
import type { FirstRowsState } from '../tally/first-rows.ts';
import type { SlowRows } from '../tally/slow-rows.ts';
import { BIN_WIDTH, FARTHEST, type Tally, talliedTiers } from '../tally.ts';
import { type MapFigures, mapFigures } from './map-figures.ts';
import { reasonInWords } from './reason-words.ts';

/**
 * The figures of a report, as its page and its JSON tell them: none of a place with fewer rows behind it than may be
 * told.
 */
export function figuresOf({ tally, zones, schemes, changes, run }: Reported): Figures {
  const known = zonesById(zones);
  const { rows, answered, refused } = tally;
  const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const quarters = quarterFigures(tally, known);
  const communes = communeFigures(tally, zones);
  return {
    suppressedBelow: LEAST_PUBLISHED,
    run,
    rows: { total: rows, answered, firm: sumOf(tally.firm), review: sumOf(tally.review), invalid: refused },
    tiers: talliedTiers.map((tier, i) => ({ tier, firm: tally.firm[i]!, review: tally.review[i]! })),
    reasons: most([...tally.reasons].map(([code, rows]) => ({ code, label: reasonInWords(code, zones), rows }))),
    missingPerimeters: most([...tally.missing].map(([id, rows]) => ({ id, rows }))).map(({ id, rows }) => ({
      id,
      name: known.get(id)?.name ?? id,
      rows: publishedCount(rows),
    })),
    invalid: most(
      [...tally.invalid].map(([reason, rows]) => ({ reason, rows: rows.count, first: rows.toJSON().rows })),
    ),
    verdicts: verdictFigures(tally, schemes, isSilentOnPlaces(quarters, communes)),
    quarters,
    communes,
    distances: {
      bins: [...tally.distances].map((rows, i) => ({
        from: i * BIN_WIDTH - FARTHEST,
        to: (i + 1) * BIN_WIDTH - FARTHEST,
        rows,
      })),
      deeperInside: tally.deepInside,
      nearNone: tally.nearNone,
    },
    map: mapFigures(tally.grid),
    odd: {
      outOfFrance: tally.outOfFrance.toJSON(),
      onLimit: tally.onLimit.toJSON(),
      repeated: tally.repeated
        .found(Math.max(LEAST_REPEATED, answered / 1000))
        .slice(0, MOST_REPEATED)
        .map(({ count, row }) => ({ atLeast: count, row })),
    },
    time: {
      rows: tally.slow.rows,
      each: tally.slow.rows === 0 ? null : tally.slow.microseconds / tally.slow.rows,
      slowest: tally.slow.slowest,
    },
    generations: most([...tally.generations].map(([id, rows]) => ({ id: id === '' ? null : id, rows }))),
    changes: changes && changeFigures(changes, known),
  };
}

/** What a report tells of. */
export interface Reported {
  readonly tally: Tally;
  readonly zones: Zones;
  /** Those whose verdicts were tallied. */
  readonly schemes: readonly Scheme[];
  readonly changes: Changes | null;
  readonly run: RunFigures;
}

export interface RunFigures {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly day: string;
  /** That for which rows without one were answered. */
  readonly date: string;
  readonly seconds: number;
  readonly dataVersion: string;
  /** Null where no scheme was asked. */
  readonly rulesVersion: string | null;
  /** Version of the program. */
  readonly program: string;
  readonly options: Settings;
}

export interface Figures {
  /**
   * A figure of a place that is null has at least one row behind it, and fewer than this; or with its sum would tell
   * such a one.
   */
  readonly suppressedBelow: number;
  readonly run: RunFigures;
  readonly rows: Readonly<Record<'total' | 'answered' | 'firm' | 'review' | 'invalid', number>>;
  readonly tiers: readonly { readonly tier: Tier; readonly firm: number; readonly review: number }[];
  readonly reasons: readonly { readonly code: string; readonly label: string; readonly rows: number }[];
  readonly missingPerimeters: readonly { readonly id: string; readonly name: string; readonly rows: number | null }[];
  readonly invalid: readonly { readonly reason: string; readonly rows: number; readonly first: readonly number[] }[];
  readonly verdicts: readonly VerdictFigures[];
  readonly quarters: readonly QuarterFigures[];
  readonly communes: CommuneFigures;
  readonly distances: {
    readonly bins: readonly { readonly from: number; readonly to: number; readonly rows: number }[];
    readonly deeperInside: number;
    readonly nearNone: number;
  };
  readonly map: MapFigures | null;
  readonly odd: {
    readonly outOfFrance: FirstRowsState;
    readonly onLimit: FirstRowsState;
    readonly repeated: readonly { readonly atLeast: number; readonly row: number }[];
  };
  /** Microseconds; `each` is null where no row was timed. */
  readonly time: { readonly rows: number; readonly each: number | null; readonly slowest: readonly SlowRows[] };
  /** A null id is that of rows for a date without a generation. */
  readonly generations: readonly { readonly id: string | null; readonly rows: number }[];
  readonly changes: ChangeFigures | null;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind | null;
}

export interface QuarterFigures extends Named {
  readonly inside: number | null;
  readonly band: number | null;
}

export interface CommuneFigures {
  /** Rows by tier, in the order of `tiers`. */
  readonly known: readonly {
    readonly citycode: string;
    readonly name: string | null;
    readonly rows: number;
    readonly tiers: readonly (number | null)[];
  }[];
  /** Communes that have too few rows each. */
  readonly others: { readonly communes: number; readonly rows: number | null };
  /** Rows of which neither a column nor a quarter tells the commune. */
  readonly unknown: number;
}

export interface VerdictFigures {
  readonly scheme: string;
  readonly label: string;
  /** Null where its rules name quarters or communes, and the figure of one of these is kept silent: this one could tell it. */
  readonly rows: Readonly<Record<Answer, number>> | null;
}

export interface ChangeFigures {
  readonly rows: Readonly<Record<Change, number>>;
  readonly gone: number;
  readonly moves: readonly TierMove[];
  readonly quarters: readonly (Named & Readonly<Record<keyof ZoneChange, number | null>>)[];
}

const LEAST_REPEATED = 20;
const MOST_REPEATED = 10;

function most<Counted extends { readonly rows: number }>(counts: readonly Counted[]): Counted[] {
  return [...counts].sort((a, b) => b.rows - a.rows);
}

/**
 * The rows inside the quarters of a kind are parts of a sum that is told, that of the tier: one must not be what the
 * others leave.
 */
function quarterFigures(tally: Tally, known: ReadonlyMap<string, Zone>): QuarterFigures[] {
  const quarters = [...tally.zones]
    .map(([id, counts]) => ({ ...naming(id, known), counts }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  // What is kept silent stands between five and none: its place in the list does not tell it.
  const rank = (count: number | null) => count ?? 0.5;
  return [...new Set(quarters.map(({ kind }) => kind))]
    .flatMap((kind) => {
      const ofKind = quarters.filter((quarter) => quarter.kind === kind);
      const inside = publishedCounts(ofKind.map(({ counts }) => counts.inside));
      return ofKind.map(({ counts, ...name }, i) => ({
        ...name,
        inside: inside[i]!,
        band: publishedCount(counts.band),
      }));
    })
    .sort((a, b) => rank(b.inside) - rank(a.inside) || rank(b.band) - rank(a.band) || (a.id < b.id ? -1 : 1));
}

function communeFigures(tally: Tally, zones: Zones): CommuneFigures {
  const sumOf = (tiers: Float64Array) => tiers.reduce((sum, rows) => sum + rows, 0);
  const stated = [...tally.communes]
    .filter(([citycode]) => citycode !== '')
    .map(([citycode, tiers]) => ({ citycode, tiers: [...tiers], rows: sumOf(tiers) }))
    .sort((a, b) => b.rows - a.rows || (a.citycode < b.citycode ? -1 : 1));
  const small = stated.filter(({ rows }) => rows < LEAST_PUBLISHED);
  return {
    known: stated
      .filter(({ rows }) => rows >= LEAST_PUBLISHED)
      .map(({ citycode, tiers, rows }) => ({
        citycode,
        name: zones.communes.nameOf(citycode),
        rows,
        tiers: publishedCounts(tiers),
      })),
    others: { communes: small.length, rows: publishedCount(small.reduce((sum, { rows }) => sum + rows, 0)) },
    unknown: sumOf(tally.communes.get('') ?? new Float64Array(0)),
  };
}

function verdictFigures(tally: Tally, schemes: readonly Scheme[], isSilent: boolean): VerdictFigures[] {
  return schemes.map((scheme) => {
    const counts = tally.verdicts.get(scheme.id);
    const rows = Object.fromEntries(answers.map((answer, i) => [answer, counts?.[i] ?? 0]));
    const isTold = !isSilent || !namesPlaces(scheme);
    return { scheme: scheme.id, label: scheme.label, rows: isTold ? (rows as Record<Answer, number>) : null };
  });
}

/** Whether the verdict of a scheme depends on which quarter or commune the place is in, and not only on its tier. */
function namesPlaces({ geography, communes = [] }: Scheme): boolean {
  return (
    geography.some(({ entry }) => entry?.rows.some(({ only }) => only !== undefined)) ||
    communes.some(({ entry }) => entry !== null && entry.allowed !== 'agglomeration')
  );
}

function isSilentOnPlaces(quarters: readonly QuarterFigures[], { known, others }: CommuneFigures): boolean {
  return (
    quarters.some(({ inside, band }) => inside === null || band === null) ||
    known.some(({ tiers }) => tiers.includes(null)) ||
    others.communes > 0
  );
}

function changeFigures(changes: Changes, known: ReadonlyMap<string, Zone>): ChangeFigures {
  const weight = ({ cameInside, leftInside, cameBand, leftBand }: ZoneChange) =>
    (cameInside + leftInside) * 1e6 + cameBand + leftBand;
  return {
    rows: { ...changes.rows },
    gone: changes.gone,
    moves: changes.movesInOrder,
    quarters: [...changes.zones]
      .sort(([a, x], [b, y]) => weight(y) - weight(x) || (a < b ? -1 : 1))
      .map(([id, { cameInside, leftInside, cameBand, leftBand }]) => ({
        ...naming(id, known),
        cameInside: publishedCount(cameInside),
        leftInside: publishedCount(leftInside),
        cameBand: publishedCount(cameBand),
        leftBand: publishedCount(leftBand),
      })),
  };
}

function naming(id: string, known: ReadonlyMap<string, Zone>): Named {
  const zone = known.get(id);
  return { id, name: zone?.name ?? id, kind: zone?.kind ?? null };
}

function zonesById(zones: Zones): Map<string, Zone> {
  const all = zones.generations.flatMap(({ drawn, missing }) => [...drawn.map(({ zone }) => zone), ...missing]);
  return new Map(all.map((zone) => [zone.id, zone]));
}
