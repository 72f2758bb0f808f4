import { theBeginning } from '../rules/history.ts';
import { applies, communeStatus, type placeAnswer, rowApplies, zonesOfRow } from '../rules/judge.ts';
import type { Rulebook } from '../rules/load-rulebook.ts';
import { type Plan, planOf } from '../rules/plan.ts';
import type { Bound, Condition, Scheme } from '../rules/scheme.ts';
import { situationOf } from '../situation/situation.ts';
import type { Zones } from '../zones/zones.ts';
import type { Case } from './case-table.ts';
import { placeFrom } from './place-in-words.ts';

/**
 * Returns the parts of the rulebook that no case reaches: periods, rows of the tables of places, communes, shares of
 * the public, outcomes of conditions, and bounds that never decide an amount. `zonesOf` gives the zones of a case.
 */
export function unreachedParts(cases: readonly Case[], rulebook: Rulebook, zonesOf: (one: Case) => Zones): Unreached[] {
  const reached = new Set<string>();
  for (const one of cases) {
    const { memberships } = situationOf(placeFrom(one.place, one.date, zonesOf(one)), one.date, zonesOf(one));
    for (const id of Object.keys(one.expect)) {
      const plan = planOf(rulebook.schemes.get(id)!, one.facts, one.date);
      for (const part of partsOfPlan(plan)) reached.add(`${id} ${part}`);
      for (const membership of memberships) {
        for (const part of partsOfPlace(plan, membership)) reached.add(`${id} ${part}`);
      }
    }
  }
  return [...rulebook.schemes.values()].flatMap((scheme) =>
    partsOf(scheme)
      .filter((part) => !reached.has(`${scheme.id} ${part}`))
      .map((part) => ({ scheme: scheme.id, part })),
  );
}

export interface Unreached {
  readonly scheme: string;
  /** The part of the file, as `geography.2024-01-01.rows.2` or `conditions.age: unmet`. */
  readonly part: string;
}

/** Every part of a scheme that a case can reach. */
function partsOf(scheme: Scheme): string[] {
  const { period, geography, communes = [], conditions, amount, public: publicRule } = scheme;
  return [
    ...period.filter(({ entry }) => entry !== null).map(({ from }) => `period.${day(from)}`),
    ...geography.flatMap(({ from, entry }) => [
      ...(entry?.rows ?? []).map((_, i) => rowName(from, i)),
      ...(entry === null || isNeverElsewhere(scheme) ? [] : [`geography.${day(from)}.elsewhere`]),
    ]),
    ...communes.flatMap(({ from, entry }) =>
      (['inside', ...(entry?.restOfAgglomeration || entry?.neighbours ? ['rest'] : []), 'outside'] as const).map(
        (status) => `communes.${day(from)}: ${status}`,
      ),
    ),
    ...(publicRule ? ['reached', 'partly', 'none'].map((outcome) => `public: ${outcome}`) : []),
    ...conditions.flatMap((condition) => outcomesOf(condition).map((outcome) => conditionName(condition, outcome))),
    ...(amount?.bounds ?? []).map((bound) => boundName(scheme, bound)),
  ];
}

function partsOfPlan({ scheme, trace }: Plan): string[] {
  return [
    ...(trace.period ? [`period.${day(trace.period.from)}`] : []),
    ...(trace.public && trace.public !== 'unknown' ? [`public: ${trace.public}`] : []),
    ...trace.conditions.map(({ condition, outcome }) => conditionName(condition, outcome)),
    ...(trace.bound ? [boundName(scheme, trace.bound.bound)] : []),
  ];
}

function partsOfPlace(plan: Plan, membership: Parameters<typeof placeAnswer>[1]): string[] {
  const { trace, communes } = plan;
  if (trace.geography === null || plan.public?.alone) return [];
  const { from } = trace.geography;
  const rows = plan.rows.filter((row) =>
    row.zone === null
      ? rowApplies(row, membership)
      : zonesOfRow(row, membership).some((zone) => applies(row, zone, membership)),
  );
  return [
    ...rows.map(({ position }) => rowName(from, position)),
    ...(rows.length === 0 ? [`geography.${day(from)}.elsewhere`] : []),
    ...(communes && trace.communes
      ? [`communes.${day(trace.communes.from)}: ${communeStatus(communes, membership)}`]
      : []),
  ];
}

/** The outcomes that a condition can have. One without a fact is always left to prove. */
function outcomesOf(condition: Condition): string[] {
  if (condition.fact === undefined) return ['to-prove'];
  const canFail = condition.is !== undefined || condition.atLeast !== undefined || condition.rejects !== undefined;
  return ['met', 'to-prove', ...(canFail ? ['unmet'] : [])];
}

function isNeverElsewhere({ geography }: Scheme): boolean {
  return geography.every(({ entry }) => entry?.rows.some((row) => row.zone === undefined && isAlways(row)));
}

function isAlways({
  when,
  unless,
  unknown,
  extent,
}: {
  when?: unknown;
  unless?: unknown;
  unknown?: unknown;
  extent?: unknown;
}) {
  return [when, unless, unknown, extent].every((test) => test === undefined);
}

function rowName(from: string, position: number): string {
  return `geography.${day(from)}.rows.${position}`;
}

function conditionName({ code, from }: Condition, outcome: string): string {
  return `conditions.${code}${from === undefined ? '' : ` (from ${from})`}: ${outcome}`;
}

function boundName({ amount }: Scheme, bound: Bound): string {
  return `amount.bounds.${amount?.bounds.indexOf(bound)}`;
}

function day(from: string): string {
  return from === theBeginning ? 'always' : from;
}
