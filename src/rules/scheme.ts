import { z } from 'zod';
import { isDay } from '../french/calendar.ts';
import { answers } from './answer.ts';
import { applicants, type Fact, facts } from './application.ts';
import { historyFrom } from './history.ts';

/*
 * Schema of `data/rules/*.yaml`, one scheme a file. Objects are strict: an unknown key is refused. A value that the law
 * can change is a history, `{'YYYY-MM-DD': entry, …}`, in which null ends it for good. Every entry has its own
 * reference, so that a value cannot outlive its source.
 */

const sentence = z.string().trim().min(1);
const code = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'un code en minuscules avec des traits d’union, comme on-the-limit, était attendu',
  );
const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'le nom d’une valeur de ce fichier, comme ageThreshold, était attendu');
const day = z.string().refine(isDay, 'une date existante, AAAA-MM-JJ, était attendue');
const answer = z.enum(answers);
const because = z.strictObject({ code, message: sentence });

/** Citation of a rule. `publishedOn` is the day of publication or adoption, which may differ from the day of effect. */
const cited = {
  reference: sentence,
  publishedOn: day.optional(),
  /** The identifier of the text at Légifrance, where it is known. */
  legi: z
    .string()
    .regex(/^(LEGIARTI|JORFTEXT)\d{12}$/, 'un identifiant de Légifrance, comme LEGIARTI000044043083, était attendu')
    .optional(),
};

function history<Entry extends z.ZodType>(entry: Entry) {
  return z
    .record(z.string(), entry.nullable())
    .transform((changes, context) =>
      historyFrom<z.output<Entry>>(changes as Record<string, z.output<Entry> | null>, (key, message) =>
        context.addIssue({ code: 'custom', message, path: key === null ? [] : [key] }),
      ),
    );
}

/** A legal figure. `statedFor` is the only year for which its source states it, for yearly sources. */
const figure = z
  .strictObject({
    value: z.number().nonnegative(),
    unit: z.enum(['metres', 'percent', 'points', 'years', 'months', 'EUR']),
    statedFor: z.int().min(2000).max(2100).optional(),
    ...cited,
  })
  .refine((entry) => entry.unit !== 'percent' || entry.value <= 100, {
    message: 'un pourcentage de 0 à 100 était attendu',
    path: ['value'],
  });

const fact = z.enum(Object.keys(facts) as [Fact, ...Fact[]]);
const factValue = z.union([z.boolean(), z.string(), z.number()]);
/** Facts that must be given with this value, or with one of these values. */
const given = z.partialRecord(fact, z.union([factValue, z.array(factValue).min(1)]));
/** The facts that decide whether a part of a scheme applies. */
const arising = {
  when: given.optional(),
  /** The part does not apply when one of these facts is given with this value. */
  unless: given.optional(),
  /** A fact that must be missing. */
  unknown: fact.optional(),
};

/**
 * One row of the geography table: its verdict applies to the place, or to each zone, that meets every test of the row.
 */
const row = z.strictObject({
  zone: z.enum(['qpv', 'qic']).optional(),
  /** Only these zones, with their codes in every generation that counts. */
  only: z.array(sentence).min(1).optional(),
  /** Only the quarters of these départements, by the code of the quarter. */
  departments: z
    .array(z.string().regex(/^(\d{2}|2[AB]|97\d)$/, 'le code d’un département était attendu'))
    .min(1)
    .optional(),
  /** Quarters of an earlier generation that a law still looks at, and not those in force. */
  former: z.literal(true).optional(),
  extent: z.enum(['point', 'footprint']).optional(),
  /** A place on the limit is inside. */
  inside: z.literal(true).optional(),
  entirelyInside: z.literal(true).optional(),
  /** Inside, or strictly nearer to the limit than the named distance: the place, all of it, or a part of it. */
  closerThan: name.optional(),
  entirelyCloserThan: name.optional(),
  partlyCloserThan: name.optional(),
  ...arising,
  verdict: answer,
  because: because.optional(),
});

const geography = z.strictObject({
  rows: z.array(row),
  elsewhere: z.strictObject({ verdict: answer, because: because.optional() }),
  ...cited,
});

const period = z
  .strictObject({ value: z.enum(['open', 'review', 'no']), because: because.optional(), ...cited })
  .refine((entry) => entry.value === 'open' || entry.because !== undefined, {
    message: 'la raison d’une période qui n’est pas simplement ouverte était attendue',
    path: ['because'],
  });

const citycode = z.string().regex(/^\d[\dAB]\d{3}$/, 'un code INSEE de 5 caractères était attendu');
const listedCommunes = z.array(z.strictObject({ code: citycode, name: sentence })).min(1);

const communes = z.strictObject({
  allowed: z.union([z.literal('agglomeration'), listedCommunes]),
  /** For communes outside the agglomeration that have a part of one of its quarters, where `allowed` is all of it. */
  neighbours: z
    .strictObject({ communes: listedCommunes, verdict: z.enum(['review', 'no']), message: sentence })
    .optional(),
  /** For the other communes of the agglomeration, where `allowed` is a list. */
  restOfAgglomeration: z.strictObject({ verdict: z.enum(['review', 'no']), message: sentence }).optional(),
  otherwise: z.enum(['review', 'no']),
  inside: sentence,
  outside: sentence,
  ...cited,
});

const shareFact = z.enum(['publicShareFromQpv', 'publicShareFromQic']);
const shareOutcome = z.strictObject({ verdict: answer, message: sentence });

/** Where the public lives, when it counts: `shares` are added and compared with the value named by `atLeast`. */
const publicRule = z.strictObject({
  /** `instead-of-place`: a known share decides alone. `besides-place`: the better of share and place. */
  counts: z.enum(['instead-of-place', 'besides-place']),
  shares: z.array(shareFact).min(1),
  atLeast: name,
  reached: shareOutcome,
  partly: shareOutcome,
  none: shareOutcome,
  /**
   * Printed when no share is given: the fact to prove, or, where the place may suffice, what could change the answer.
   */
  ifUnknown: sentence,
  ...cited,
});

/**
 * A further requirement. A condition without a fact always remains to prove. A fact is tested by `is`, by `accepts` and
 * `rejects` (a value in neither list remains to prove), or by `atLeast`; a missing fact remains to prove.
 */
const condition = z.strictObject({
  code,
  fact: fact.optional(),
  is: z.boolean().optional(),
  accepts: z.array(z.string()).min(1).optional(),
  rejects: z.array(z.string()).min(1).optional(),
  atLeast: name.optional(),
  ...arising,
  exempt: z.array(z.enum(applicants)).min(1).optional(),
  /** First and last day on which the condition applies. */
  from: day.optional(),
  until: day.optional(),
  /** Consequence when the condition is not met for sure. */
  ifUnmet: z.enum(['no', 'review', 'notice']).optional(),
  met: sentence.optional(),
  unmet: sentence.optional(),
  prove: sentence.optional(),
  /** `commune`: nothing is left to prove where the commune of the place is an allowed one. */
  provenBy: z.literal('commune').optional(),
  ...cited,
});

const notice = z.strictObject({
  code,
  message: sentence,
  from: day.optional(),
  until: day.optional(),
  ...arising,
  /** The notice only applies where the bound with this value decides the amount. */
  bound: name.optional(),
  ...cited,
});

const amountFact = z.enum(['expenses', 'subsidies', 'communeShare', 'contractMonths']);
const bounded = { label: sentence, ...arising };

/** The amount is at most each of the bounds that apply. */
const bound = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flat'), value: name, ...bounded }),
  z.strictObject({ kind: z.literal('fact'), of: amountFact, ...bounded }),
  /** rate × of */
  z.strictObject({ kind: z.literal('share'), rate: name, of: amountFact, ...bounded }),
  /** rate × (of − less) */
  z.strictObject({ kind: z.literal('share-of-rest'), rate: name, of: amountFact, less: amountFact, ...bounded }),
  /** (1 − keep) × of − less: the remainder after the applicant's own share of the whole. */
  z.strictObject({ kind: z.literal('after-own-share'), keep: name, of: amountFact, less: amountFact, ...bounded }),
  /** value × of ÷ over, at most value. */
  z.strictObject({ kind: z.literal('pro-rata'), value: name, of: amountFact, over: name, ...bounded }),
]);

const amount = z.strictObject({
  /** Status of the figure: `review` once it is only known for other years. */
  standing: history(
    z.strictObject({
      value: z.enum(['conditional', 'review']),
      statedFor: z.int().min(2000).max(2100).optional(),
      ...cited,
    }),
  ),
  onlyFor: z.array(z.enum(applicants)).min(1).optional(),
  ...arising,
  bounds: z.array(bound),
  /** Conditions left to prove when a fact that bounds the amount is missing. */
  prove: z.partialRecord(amountFact, sentence).optional(),
});

const sentences = z.array(sentence).min(1);

/** How to ask, as far as a document describes it. */
const filing = z.strictObject({
  portal: sentence.optional(),
  form: sentence.optional(),
  papers: sentences.optional(),
  /** Services to meet before the request, never persons. */
  meetFirst: sentences.optional(),
  calendar: z
    .strictObject({
      /** The year for which the document states the steps. */
      statedFor: z.int().min(2000).max(2100),
      steps: z.array(z.strictObject({ when: sentence, what: sentence })).min(1),
    })
    .optional(),
  rules: sentences.optional(),
  ...cited,
});

export const schemeSchema = z.strictObject({
  id: code,
  label: sentence,
  summary: sentence,
  /** Day on which the file was last compared with its sources. It does not affect the rules. */
  verifiedOn: day,
  /** The place that counts (of the applicant, of the action…), and the date on which it counts. */
  place: z.strictObject({ what: sentence, when: sentence }),
  /** `programme-year`: the rules of 1 January of the programme year apply. */
  clock: z.enum(['date', 'programme-year']),
  period: history(period),
  applicants: z
    .strictObject({
      eligible: z.array(z.enum(applicants)).min(1),
      excluded: z.union([z.literal('others'), z.array(z.enum(applicants))]),
      /** Completes « Ce dispositif est ouvert … ». */
      openTo: sentence,
      ...cited,
    })
    .optional(),
  values: z.record(name, z.strictObject({ label: sentence, history: history(figure) })).optional(),
  geography: history(geography),
  communes: history(communes).optional(),
  public: publicRule.optional(),
  conditions: z.array(condition),
  amount: amount.optional(),
  notices: z.array(notice).optional(),
  filing: filing.optional(),
  whomToAsk: z.array(code).min(1),
});

export type Scheme = z.output<typeof schemeSchema>;
export type Unit = z.output<typeof figure>['unit'];
export type Figure = z.output<typeof figure>;
export type Row = z.output<typeof row>;
export type Condition = z.output<typeof condition>;
export type Bound = z.output<typeof bound>;
export type Given = z.output<typeof given>;
export type Filing = z.output<typeof filing>;
export type Notice = z.output<typeof notice>;

/** Shared by all schemes: the services to ask, and those that decide the limits of zones. */
export const servicesSchema = z.strictObject({
  services: z.record(code, z.strictObject({ label: sentence })),
  limits: z.strictObject({ qpv: code, qic: code }),
  /** The communes that a service shares between its sectors. */
  sectors: z
    .array(
      z.strictObject({
        service: code,
        label: sentence,
        communes: z.array(z.strictObject({ code: citycode, name: sentence })).min(1),
        ...cited,
      }),
    )
    .optional(),
});
