import { readFileSync } from 'node:fs';
import { load as parse } from 'js-yaml';
import { z } from 'zod';
import { answers } from '../rules/answer.ts';
import { type Application, type Fact, facts as factNames } from '../rules/application.ts';
import { tiers } from '../situation/situation.ts';
import { placeSchema } from './place-in-words.ts';

/*
 * The form of a table of cases (test/verdicts.yaml). A case leaves open what it does not state.
 */

const answer = z.enum(answers);
const codes = z.array(z.string());

/** What one scheme must answer. A bare answer is a firm one. */
const expected = z.union([
  answer,
  z
    .strictObject({
      verdict: answer.optional(),
      /** The place is in doubt: the verdict is `review`, between these. */
      between: z.array(answer).min(2).optional(),
      amount: z.enum(['conditional', 'review', 'none']).optional(),
      ceiling: z.number().nullable().optional(),
      statedFor: z.number().nullable().optional(),
      reasons: codes.optional(),
      conditions: codes.optional(),
      notices: codes.optional(),
      /** Codes found nowhere. */
      without: codes.optional(),
      /** Texts found in some message. */
      says: codes.optional(),
      /** Services, all of them. */
      asks: codes.optional(),
      /** Texts found in some reference. */
      cites: codes.optional(),
    })
    .refine(({ verdict, between }) => (verdict === undefined) !== (between === undefined), 'verdict or between'),
]);
export type Expected = z.output<typeof expected>;

const situation = z.strictObject({
  tier: z.enum([...tiers, 'unknown']).optional(),
  certainty: z.enum(['firm', 'review']).optional(),
  unknown: z.array(z.string()).optional(),
  /** Relation to each zone listed. */
  zones: z.record(z.string(), z.enum(['inside', 'band', 'near'])).optional(),
  reasons: codes.optional(),
});

const date = z.iso.date();
const facts = z.record(z.enum(Object.keys(factNames) as [Fact, ...Fact[]]).or(z.never()), z.unknown());
const namedPlace = z.union([z.string(), placeSchema]);
const zones = z.enum(['shipped', 'partial', 'invented']);

/** One answer of one scheme, or of several, in one place on one date. */
const variant = z.strictObject({
  date: date.optional(),
  place: namedPlace.optional(),
  facts: z.partialRecord(z.enum(Object.keys(factNames) as [Fact, ...Fact[]]), z.unknown()).optional(),
  situation: situation.optional(),
  expect: z.union([expected, z.record(z.string(), expected)]).optional(),
});

const group = variant.extend({
  /** The number of the acceptance case that it gives a home to. */
  case: z.int().optional(),
  title: z.string(),
  /** The scheme of every `expect`; without it, each `expect` names its schemes. */
  scheme: z.string().optional(),
  zones: zones.optional(),
  /** Why the case is not put to the shapes of ../shared as well. */
  onlyInvented: z.string().optional(),
  /** The same again, with what each line changes. */
  lines: z.array(variant).optional(),
});

const tableSchema = z.strictObject({
  places: z.record(
    z.string(),
    z.strictObject({ zones: zones.default('invented'), title: z.string(), place: placeSchema }),
  ),
  /** Each scheme in each place, without any fact but those given. */
  everywhere: z.array(
    z.strictObject({
      scheme: z.string(),
      date,
      facts: facts.optional(),
      expect: z.record(z.string(), expected),
    }),
  ),
  cases: z.array(group),
});

/** One question and its expected answers. */
export interface Case {
  readonly title: string;
  readonly number: number | null;
  readonly zones: 'shipped' | 'partial' | 'invented';
  readonly onlyInvented: boolean;
  readonly date: string;
  readonly place: z.output<typeof placeSchema>;
  readonly facts: Application;
  readonly situation: z.output<typeof situation> | null;
  readonly expect: Readonly<Record<string, Expected>>;
}

/** Reads every line of a table of cases. Throws an Error when the file does not have the form described here. */
export function readTable(path: string): Case[] {
  const text = readFileSync(path, 'utf8');
  const parsed = tableSchema.safeParse(parse(text));
  if (!parsed.success) throw new Error(`verdicts.yaml: ${z.prettifyError(parsed.error)}`);
  const { places, everywhere, cases } = parsed.data;
  const placeOf = (named: string | z.output<typeof placeSchema>) => {
    if (typeof named !== 'string') return { zones: undefined, place: named };
    const found = places[named];
    if (!found) throw new Error(`verdicts.yaml: there is no place ${named}`);
    return found;
  };
  return [
    ...everywhere.flatMap((row) =>
      Object.entries(row.expect).map(([name, expect]): Case => {
        const { zones, place } = placeOf(name);
        return {
          title: `${row.scheme}, ${places[name]!.title}`,
          number: null,
          zones: zones ?? 'invented',
          onlyInvented: false,
          date: row.date,
          place,
          facts: (row.facts ?? {}) as Application,
          situation: null,
          expect: { [row.scheme]: expect },
        };
      }),
    ),
    ...cases.flatMap(({ lines, ...base }) =>
      (lines ?? [{}]).map((line): Case => {
        const on = line.date ?? base.date;
        const named = line.place ?? base.place;
        if (on === undefined || named === undefined)
          throw new Error(`verdicts.yaml: ${base.title}: a date and a place are expected`);
        const { zones, place } = placeOf(named);
        return {
          title: base.title,
          number: base.case ?? null,
          zones: base.zones ?? zones ?? 'invented',
          onlyInvented: base.onlyInvented !== undefined,
          date: on,
          place,
          facts: { ...base.facts, ...line.facts } as Application,
          situation: line.situation ?? base.situation ?? null,
          expect: byScheme(line.expect ?? base.expect, base.scheme, base.title),
        };
      }),
    ),
  ];
}

function byScheme(
  expect: z.output<typeof variant>['expect'],
  scheme: string | undefined,
  title: string,
): Case['expect'] {
  if (expect === undefined) return {};
  if (scheme !== undefined) return { [scheme]: expected.parse(expect) };
  if (typeof expect === 'string') throw new Error(`verdicts.yaml: ${title}: a verdict without a scheme`);
  return expect as Case['expect'];
}
