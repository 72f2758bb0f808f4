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
 * Returns the figures of a report, for its page and its JSON. A count about a place that could identify people is null;
 * see `suppressedBelow`.
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

/** The input of a report. */
export interface Reported {
  readonly tally: Tally;
  readonly zones: Zones;
  /** The schemes whose verdicts are in the tally. */
  readonly schemes: readonly Scheme[];
  readonly changes: Changes | null;
  readonly run: RunFigures;
}

export interface RunFigures {
  /** Only for a run over the data of a demonstration. */
  readonly demo?: true;
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly day: string;
  /** The date of rows without a date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly seconds: number;
  readonly dataVersion: string;
  /** Null when no schemes were requested. */
  readonly rulesVersion: string | null;
  /** The version of the program. */
  readonly program: string;
  readonly options: Settings;
}

export interface Figures {
  /**
   * The least count that is published for a place. A null count is from 1 to this minus 1, or would reveal such a count
   * by subtraction from its sum.
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
  /** Average microseconds per row: `each` for all timed rows, null when none was timed. */
  readonly time: { readonly rows: number; readonly each: number | null; readonly slowest: readonly SlowRows[] };
  /** A null id counts the rows for a date without a generation. */
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
  /** Communes with too few rows to be published. */
  readonly others: { readonly communes: number; readonly rows: number | null };
  /** Rows whose commune is given neither by a column nor by a quarter. */
  readonly unknown: number;
}

export interface VerdictFigures {
  readonly scheme: string;
  readonly label: string;
  /**
   * Null when the rules of the scheme name quarters or communes and a count of one of these is hidden, since the
   * verdicts could reveal it.
   */
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
 * The rows inside the quarters of a kind are parts of a published sum, that of the tier. A hidden count must not follow
 * by subtraction.
 */
function quarterFigures(tally: Tally, known: ReadonlyMap<string, Zone>): QuarterFigures[] {
  const quarters = [...tally.zones]
    .map(([id, counts]) => ({ ...naming(id, known), counts }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  // Hidden counts are sorted after all published ones except zero, so that their order reveals nothing.
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
    const isPublished = !isSilent || !namesPlaces(scheme);
    return { scheme: scheme.id, label: scheme.label, rows: isPublished ? (rows as Record<Answer, number>) : null };
  });
}

/** Whether the verdict of a scheme depends on which quarter or commune the place is in, and not only on its tier. */
function namesPlaces({ geography, communes = [] }: Scheme): boolean {
  return (
    geography.some(({ entry }) => entry?.rows.some(({ only }) => only !== undefined)) ||
    communes.some(({ entry }) => entry !== null && entry.allowed !== 'agglomeration')
  );
}

/** Whether a count of a quarter or a commune is hidden. */
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
