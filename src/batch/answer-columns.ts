import type { Field, Value } from '../files/feature.ts';
import type { Scheme } from '../rules/scheme.ts';
import type { ShortVerdict } from '../verdict.ts';
import type { AddressMatch } from './addresses/address-match.ts';
import type { Change, RowAnswered } from './compare/changes.ts';
import type { PlaceAnswer } from './place-answer.ts';
import { shortReason } from './reason.ts';

/**
 * One column that is added after the fields of each row. The output formats, the comparison, the help, the docs and
 * openapi.yaml all take the columns from this file.
 */
export interface AnswerColumn<Answer> {
  readonly name: string;
  /** Its description in French, for users. */
  readonly description: string;
  /** The same in English, for docs/batch.md. */
  readonly docs: string;
  readonly type: 'text' | 'integer' | 'real';
  /** The number of decimals to which a number is rounded. A text always has that many. Absent: no rounding. */
  readonly decimals?: number;
  /** Returns the cell of an answer; null for an empty cell. */
  readonly value: (answer: Answer) => string | number | null;
  /** Returns the cell of an invalid row from its French reason. Absent: the cell is empty. */
  readonly ofInvalid?: (problem: string) => string;
}

/** The columns of every answer. */
export const placeColumns: readonly AnswerColumn<PlaceAnswer>[] = [
  {
    name: 'status',
    description: 'ok, ou invalid si la ligne ne peut être répondue',
    docs: '`ok`, or `invalid` when the row cannot be answered',
    type: 'text',
    value: () => 'ok',
    ofInvalid: () => 'invalid',
  },
  {
    name: 'tier',
    description:
      'la situation : bop-147 (dans un QPV), fcs-only (dans un QIC), fonds-de-concours (dans la bande), none ' +
      'ou unknown',
    docs:
      'the situation: `bop-147` (in a QPV), `fcs-only` (in a QIC), `fonds-de-concours` (in the band), `none` ' +
      'or `unknown`',
    type: 'text',
    value: ({ tier }) => tier,
  },
  {
    name: 'inside',
    description: 'les quartiers qui contiennent le lieu, séparés par « ; »',
    docs: 'ids of the zones that contain the place, `;` between them, sorted',
    type: 'text',
    value: (answer) => idsOf(answer, 'inside'),
  },
  {
    name: 'band',
    description: 'les quartiers dont la bande le contient, et eux non',
    docs: 'ids of the zones whose band contains it, and that do not, sorted',
    type: 'text',
    value: (answer) => idsOf(answer, 'band'),
  },
  {
    name: 'nearest',
    description: 'le quartier dont la limite est la plus proche ; vide loin de tous',
    docs: 'id of the zone with the nearest limit, empty far from all of them',
    type: 'text',
    value: ({ zoneCount, ids }) => (zoneCount === 0 ? null : ids[0]!),
  },
  {
    name: 'nearest_distance',
    description: 'mètres jusqu’à cette limite, négatifs à l’intérieur',
    docs: 'metres to that limit, negative inside; of a line or a polygon, from its nearest point, 0 inside',
    type: 'real',
    decimals: 3,
    value: ({ zoneCount, distances, drawn }) => (zoneCount === 0 ? null : drawn ? drawn.nearest : distances[0]!),
  },
  {
    name: 'certainty',
    description: 'firm, ou review si la ligne est à examiner',
    docs: '`firm`, or `review` when a person must examine the row',
    type: 'text',
    value: ({ isFirm }) => (isFirm ? 'firm' : 'review'),
  },
  {
    name: 'generation',
    description: 'les quartiers en vigueur à la date de la ligne : 2015 ou 2024',
    docs: 'the generation of zones in force on the date of the row',
    type: 'text',
    value: ({ generation }) => generation,
  },
  {
    name: 'data_version',
    description: 'la version des périmètres qui a répondu',
    docs: 'the version of the perimeters that answered',
    type: 'text',
    value: ({ dataVersion }) => dataVersion,
  },
  {
    name: 'reason',
    description: 'pourquoi la ligne est invalid ou review',
    docs: 'why the row is `invalid` or `review`',
    type: 'text',
    value: (answer) => (answer.isFirm ? null : shortReason(answer)),
    ofInvalid: (problem) => problem,
  },
];

/** The columns of lines and polygons. */
export const footprintColumns: readonly AnswerColumn<PlaceAnswer>[] = [
  {
    name: 'farthest_distance',
    description: 'mètres du point le plus éloigné jusqu’au quartier le plus proche, 0 dedans',
    docs: 'metres from the farthest point of the place to the nearest zone, 0 inside',
    type: 'real',
    decimals: 3,
    value: ({ drawn }) => drawn?.farthest ?? null,
  },
  {
    name: 'share',
    description: 'la plus grande part dans un même quartier, de 0 à 1',
    docs: 'the greatest share of the place inside one zone, 0 to 1',
    type: 'real',
    value: ({ drawn }) => drawn?.share ?? null,
  },
  {
    name: 'shares',
    description: 'cette part, quartier par quartier',
    docs: 'the share inside each zone that has one, `ID:0.42`, `;` between them',
    type: 'text',
    value: ({ drawn }) =>
      drawn?.shares
        .map(({ id, share }) => `${id}:${share}`)
        .sort()
        .join(';') || null,
  },
];

/** The columns of addresses. */
export const matchColumns: readonly AnswerColumn<AddressMatch>[] = [
  {
    name: 'matched_address',
    description: 'l’adresse trouvée',
    docs: 'the address that was found',
    type: 'text',
    value: ({ best }) => best?.label ?? null,
  },
  {
    name: 'match_type',
    description: 'housenumber, interpolated, street, locality ou municipality',
    docs: '`housenumber`, `interpolated`, `street`, `locality` or `municipality`',
    type: 'text',
    value: ({ best }) => best?.type ?? null,
  },
  {
    name: 'match_score',
    description: 'sa ressemblance avec le texte, de 0 à 1',
    docs: 'how much it looks like the text, 0 to 1',
    type: 'real',
    decimals: 3,
    value: ({ best }) => best?.score ?? null,
  },
  {
    name: 'longitude',
    description: 'sa position, en degrés WGS84',
    docs: 'its position, in WGS84 degrees',
    type: 'real',
    decimals: 7,
    value: ({ best }) => best?.lon ?? null,
  },
  {
    name: 'latitude',
    description: 'de même',
    docs: 'the same',
    type: 'real',
    decimals: 7,
    value: ({ best }) => best?.lat ?? null,
  },
  {
    name: 'candidates',
    description: 'combien d’adresses le texte peut désigner',
    docs: 'how many addresses the text may mean; the answer is firm only when all agree',
    type: 'integer',
    value: ({ candidates }) => candidates,
  },
];

/** Returns the columns of `--schemes`: three for each scheme, in the order of the option. */
export function schemeColumns(schemes: readonly Named[]): readonly AnswerColumn<readonly ShortVerdict[]>[] {
  return schemes.flatMap(({ id }, i): AnswerColumn<readonly ShortVerdict[]>[] => [
    {
      name: id,
      description: 'le verdict : yes, conditional, review, no ou out-of-period',
      docs: 'the verdict: `yes`, `conditional`, `review`, `no` or `out-of-period`',
      type: 'text',
      value: (verdicts) => verdicts[i]!.verdict,
    },
    {
      name: `${id}_alternatives`,
      description: 'les verdicts entre lesquels le lieu laisse hésiter, le meilleur d’abord, séparés par « ; »',
      docs: 'where the place leaves a doubt, the verdicts it lies between, the best first, `;` between them',
      type: 'text',
      value: (verdicts) => verdicts[i]!.alternatives.join(';') || null,
    },
    {
      name: `${id}_ceiling`,
      description: 'le montant maximal en euros, s’il y en a un',
      docs: 'the ceiling of the amount in euros, where there is one',
      type: 'real',
      value: (verdicts) => verdicts[i]!.ceiling,
    },
  ]);
}

/** Returns the columns of `--compare`, with one for the previous verdict of each scheme. */
export function comparisonColumns(schemes: readonly Named[]): readonly AnswerColumn<RowChange>[] {
  return [
    {
      name: 'change',
      description: 'ce qui a changé : same, status, tier, quarter, verdict, certainty, new ou other',
      docs:
        '`same`; `status` (invalid on one side); `tier`; `quarter` (the same tier, other quarters inside or in ' +
        'the band); `verdict` (the ' +
        'verdict of a scheme that both have); `certainty` (that alone); `new`; `other`',
      type: 'text',
      value: ({ change }) => change,
    },
    {
      name: 'previous_tier',
      description: 'la situation d’avant, ou invalid',
      docs: 'the tier before, `invalid` where the row was; empty for `new` and `other`',
      type: 'text',
      value: ({ before }) => before && (before.tier ?? 'invalid'),
    },
    {
      name: 'previous_inside',
      description: 'les quartiers qui contenaient le lieu',
      docs: 'the quarters that contained it before',
      type: 'text',
      value: ({ before }) => before?.inside || null,
    },
    ...schemes.map(
      ({ id }, i): AnswerColumn<RowChange> => ({
        name: `previous_${id}`,
        description: 'le verdict d’avant',
        docs: 'the verdict before, where the earlier answer has it',
        type: 'text',
        value: ({ before }) => before?.verdicts[i] || null,
      }),
    ),
  ];
}

type Named = Pick<Scheme, 'id'>;

/** The change of a row since an earlier answer. `before` is null when the earlier answer does not contain the row. */
export interface RowChange {
  readonly change: Change;
  readonly before: RowAnswered | null;
}

/** An answer column in an output file. Its name differs from those of the input. */
export type AnswerField = Field & WithDecimals;
type WithDecimals = { readonly decimals?: number | undefined };

/** Returns the values of columns for an answer, with numbers rounded. */
export function valuesOf<Answer>(columns: readonly AnswerColumn<Answer>[], answer: Answer): Value[] {
  return columns.map((column) => {
    const value = column.value(answer);
    return typeof value === 'number' && column.decimals !== undefined ? rounded(value, column.decimals) : value;
  });
}

/** Returns the values of columns for an invalid row. `problem` is the French reason. */
export function valuesOfInvalid(columns: readonly AnswerColumn<never>[], problem: string): Value[] {
  return columns.map(({ ofInvalid }) => ofInvalid?.(problem) ?? null);
}

/** Returns a value as the text of a CSV cell. */
export function textOfAnswer(value: Value, { decimals }: WithDecimals): string {
  if (value === null) return '';
  return typeof value === 'number' && decimals !== undefined ? value.toFixed(decimals) : String(value);
}

/** Rounds halves away from zero. Never returns minus zero. */
function rounded(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * unit)) / unit + 0;
}

function idsOf({ zoneCount, ids, relations }: PlaceAnswer, relation: 'inside' | 'band'): string | null {
  if (zoneCount <= 1) return zoneCount === 1 && relations[0] === relation ? ids[0]! : null;
  const found = ids.filter((_, i) => i < zoneCount && relations[i] === relation);
  return found.length === 0 ? null : found.sort().join(';');
}
