import type { Answer } from '../answer.ts';
import type { Application, FactValue } from '../application.ts';
import type { Geography, ZoneDistance } from '../geography.ts';
import { theBeginning } from '../history.ts';
import {
  applies,
  communeAnswer,
  communeStatus,
  isOfGeneration,
  placeAnswer,
  rowApplies,
  zonesOfRow,
} from '../judge.ts';
import type { Plan, ResolvedRow } from '../plan.ts';
import { valuesOf } from '../plan-amount.ts';
import type { Condition, Row, Scheme } from '../scheme.ts';
import { fill } from '../template.ts';
import { figuresInForce } from '../value.ts';

/**
 * Explains a verdict as data: the entries of the rulebook that decided, each with its first day and its reference.
 * `states` has one state of the place for each possible answer, the best answer first. `proven` are the codes of the
 * conditions that the commune proves.
 */
export function explanationOf(
  plan: Plan,
  states: Iterable<readonly [Answer, Geography]>,
  application: Application,
  proven: ReadonlySet<string>,
): Explanation {
  const { scheme, trace } = plan;
  const { period } = trace;
  const who = scheme.applicants;
  return {
    day: trace.day,
    settledBy: trace.settledBy,
    period: period && {
      status: period.entry.value,
      from: firstDay(period.from),
      because: period.entry.because?.message ?? null,
      ...cited(period.entry),
    },
    applicant:
      trace.applicant === null || who === undefined
        ? null
        : { given: application.applicant ?? null, outcome: trace.applicant, ...cited(who) },
    states: trace.settledBy === null ? [...states].map((state) => explainState(plan, ...state)) : [],
    conditions: trace.conditions.map(({ condition, ...traced }) => {
      const outcome = proven.has(condition.code) ? 'met' : traced.outcome;
      return {
        code: condition.code,
        message: sentenceOf(plan, condition, outcome),
        fact: condition.fact ?? null,
        given: condition.fact === undefined ? null : (application[condition.fact] ?? null),
        outcome,
        effect: outcome === 'unmet' ? (condition.ifUnmet ?? null) : null,
        values: namedValues(plan, [condition.atLeast]),
        from: condition.from ?? null,
        until: condition.until ?? null,
        ...cited(condition),
      };
    }),
    bound: trace.bound && {
      kind: trace.bound.bound.kind,
      label: fill(trace.bound.bound.label, figuresInForce(scheme, trace.day).words),
      ceiling: trace.bound.ceiling,
      values: namedValues(plan, valuesOf(trace.bound.bound)),
    },
  };
}

/** The basis of a verdict. Days are `YYYY-MM-DD`; a `from` of null is an entry without a known start. */
export interface Explanation {
  /** The day whose law applies. */
  readonly day: string;
  /** The part that alone decided in any place; null when the place counts. */
  readonly settledBy: Plan['trace']['settledBy'];
  readonly period:
    | (Cited & { readonly status: PeriodStatus; readonly from: string | null; readonly because: string | null })
    | null;
  readonly applicant:
    | (Cited & { readonly given: string | null; readonly outcome: NonNullable<Plan['trace']['applicant']> })
    | null;
  /** One for each possible answer. */
  readonly states: readonly ExplainedState[];
  readonly conditions: readonly ExplainedCondition[];
  readonly bound: ExplainedBound | null;
}

type PeriodStatus = NonNullable<Scheme['period'][number]['entry']>['value'];

export interface ExplainedState {
  readonly verdict: Answer;
  /** The parts that allow no better verdict than this one. */
  readonly decidedBy: readonly ('place' | 'public' | 'commune' | 'generation' | 'period' | 'condition' | 'amount')[];
  readonly geography: (Cited & { readonly from: string | null }) | null;
  /** The rows that apply, in the order of the table. Empty when the line « elsewhere » decides. */
  readonly rows: readonly ExplainedRow[];
  /** The verdict of the line « elsewhere »; null when a row applies. */
  readonly elsewhere: Answer | null;
  readonly public: (Cited & { readonly outcome: string; readonly verdict: Answer; readonly values: Named[] }) | null;
  readonly commune:
    | (Cited & {
        readonly citycode: string | null;
        readonly outcome: 'inside' | 'rest' | 'outside';
        readonly atBest: Answer;
        readonly from: string | null;
      })
    | null;
}

export interface ExplainedRow {
  /** The position of the row in its table, from 1. */
  readonly row: number;
  readonly zone: string | null;
  readonly tests: Omit<Row, 'verdict' | 'because'>;
  readonly values: readonly Named[];
  readonly verdict: Answer;
  readonly isBest: boolean;
}

interface ExplainedCondition extends Cited {
  readonly code: string;
  /** The French sentence; null where a condition that is not unmet changes nothing. */
  readonly message: string | null;
  readonly fact: string | null;
  readonly given: FactValue | null;
  readonly outcome: 'met' | 'unmet' | 'to-prove';
  readonly effect: 'no' | 'review' | 'notice' | null;
  readonly values: readonly Named[];
  readonly from: string | null;
  readonly until: string | null;
}

interface ExplainedBound {
  readonly kind: string;
  readonly label: string;
  /** EUR. */
  readonly ceiling: number;
  readonly values: readonly Named[];
}

/** A value of law with its first day. */
interface Named extends Cited {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly from: string | null;
  readonly statedFor: number | null;
}

interface Cited {
  readonly reference: string;
  readonly publishedOn: string | null;
}

function explainState(plan: Plan, verdict: Answer, geography: Geography): ExplainedState {
  const { scheme, trace } = plan;
  const rows = rowsAt(plan, geography);
  const place = placeAnswer(plan, geography);
  const publicRule = scheme.public;
  const commune = trace.communes;
  return {
    verdict,
    decidedBy: decidersOf(plan, verdict, place, geography),
    geography: trace.geography && { from: firstDay(trace.geography.from), ...cited(trace.geography.entry) },
    rows: plan.public?.alone
      ? []
      : rows.map(({ row, zone }) => ({
          row: row.position + 1,
          zone: zone?.id ?? null,
          tests: testsOf(row.source),
          values: namedValues(plan, [
            row.source.closerThan,
            row.source.entirelyCloserThan,
            row.source.partlyCloserThan,
          ]),
          verdict: row.verdict,
          isBest: row.verdict === place,
        })),
    elsewhere: rows.length > 0 || plan.public?.alone ? null : plan.elsewhere.verdict,
    public:
      publicRule === undefined || plan.public === null
        ? null
        : {
            outcome: trace.public ?? 'unknown',
            verdict: plan.public.verdict,
            values: namedValues(plan, [publicRule.atLeast]),
            ...cited(publicRule),
          },
    commune:
      plan.communes === null || commune === null
        ? null
        : {
            citycode: geography.commune,
            outcome: communeStatus(plan.communes, geography),
            atBest: communeAnswer(plan.communes, geography),
            from: firstDay(commune.from),
            ...cited(commune.entry),
          },
  };
}

function sentenceOf(
  { scheme, trace }: Plan,
  { met, unmet, prove }: Condition,
  outcome: ExplainedCondition['outcome'],
): string | null {
  const template = outcome === 'met' ? (met ?? prove) : outcome === 'unmet' ? (unmet ?? prove) : prove;
  return template === undefined ? null : fill(template, figuresInForce(scheme, trace.day).words);
}

function decidersOf(plan: Plan, verdict: Answer, place: Answer, geography: Geography): ExplainedState['decidedBy'] {
  const { trace } = plan;
  const isUnmet = trace.conditions.some(
    ({ condition, outcome }) => outcome === 'unmet' && condition.ifUnmet === 'review',
  );
  const deciders: [ExplainedState['decidedBy'][number], boolean][] = [
    ['place', place === verdict && plan.public?.alone !== true && isOfGeneration(plan, geography)],
    ['public', plan.public !== null && plan.public.verdict === verdict],
    ['generation', place === verdict && !isOfGeneration(plan, geography)],
    ['commune', plan.communes !== null && communeAnswer(plan.communes, geography) === verdict],
    ['period', verdict === 'review' && trace.period?.entry.value === 'review'],
    ['condition', verdict === 'review' && isUnmet],
    ['amount', verdict === 'review' && trace.bound?.ceiling === 0],
  ];
  return deciders.filter(([, decides]) => decides).map(([decider]) => decider);
}

/** The rows that apply to the state, each with its zone. */
function rowsAt(plan: Plan, geography: Geography): { row: ResolvedRow; zone: ZoneDistance | null }[] {
  return plan.rows.flatMap((row): { row: ResolvedRow; zone: ZoneDistance | null }[] => {
    if (row.zone === null) return rowApplies(row, geography) ? [{ row, zone: null }] : [];
    return zonesOfRow(row, geography)
      .filter((zone) => applies(row, zone, geography))
      .map((zone) => ({ row, zone }));
  });
}

function testsOf({ verdict: _, because: __, ...tests }: Row): ExplainedRow['tests'] {
  return tests;
}

/** The values of these names in force on the legal day, each with the day since which it holds. */
function namedValues({ scheme, trace }: Plan, names: readonly (string | undefined)[]): Named[] {
  return names.flatMap((name) => {
    const value = name === undefined ? undefined : scheme.values?.[name];
    const change = value?.history.findLast(({ from }) => from <= trace.day);
    if (name === undefined || value === undefined || !change?.entry) return [];
    const { value: figure, unit, statedFor } = change.entry;
    return [
      {
        ...{ name, label: value.label, value: figure, unit, from: firstDay(change.from) },
        ...{ statedFor: statedFor ?? null, ...cited(change.entry) },
      },
    ];
  });
}

function firstDay(from: string): string | null {
  return from === theBeginning ? null : from;
}

function cited({ reference, publishedOn }: { reference: string; publishedOn?: string | undefined }): Cited {
  return { reference, publishedOn: publishedOn ?? null };
}
