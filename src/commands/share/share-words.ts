import { longDate } from '../../french/dates.ts';
import { counted, quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Selection } from '../../share/membership.ts';
import type { PublishedShare, ShareVerdict, UncertainCause, UnlocatedCause } from '../../share/share.ts';
import { uncertainCauses, unlocatedCauses } from '../../share/share.ts';
import type { Threshold } from '../../share/threshold.ts';
import { csvOf, SECRET, tableOf } from './count-table.ts';

/** The content of the output of `share`. */
export interface ShareReport extends PublishedShare {
  readonly date: string;
  readonly programmeYear: number;
  readonly selection: Selection;
  readonly generation: string;
  readonly dataVersion: string;
  readonly rulesVersion: string;
  readonly minCount: number;
  /** Rows left out because they repeat a person; null without a key. */
  readonly repeated: number | null;
  readonly threshold: Threshold | null;
  /** Whether the perimeters of the programme year are not those of the date. */
  readonly isOfAnotherGeneration: boolean;
  /** Whether the geocoder did not answer for everyone. */
  readonly isIncomplete: boolean;
  /** Advice when nearly every row has the same fault. It reveals nothing, since it concerns nearly all rows. */
  readonly advice: string | null;
}

/** Returns the counts, the share and the notices of a list as French lines. */
export function shareInWords(report: ShareReport): string {
  const { total, date, generation, dataVersion, selection } = report;
  const [inside, outside] = PLACES[selection];
  const lines = [
    `${counted(total, 'personne', 'personnes')}, au ${longDate(date)} (génération ${generation}, données ` +
      `${dataVersion})`,
    ...repeatsInWords(report),
    '',
    ...tableOf([
      [`habitent ${inside}, à coup sûr`, report.inside],
      [`habitent ${outside}, à coup sûr`, report.outside],
      ['incertaines', report.uncertain],
      ...detailOf(uncertainCauses, report.uncertainBy, UNCERTAIN),
      ['non situées', report.unlocated],
      ...detailOf(unlocatedCauses, report.unlocatedBy, UNLOCATED),
    ]),
    '',
    `Part du public ${inside} : ${sharesInWords(report)}`,
    ...verdictInWords(report),
    ...noticesOf(report).map((notice) => `• ${notice}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Returns JSON for programs. A hidden count is null. */
export function shareJson(report: ShareReport): string {
  const { selection, isIncomplete, isOfAnotherGeneration: _, advice: __, ...rest } = report;
  const published = { kind: selection, ...rest, isComplete: !isIncomplete, notices: noticesOf(report) };
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** Returns the counts as a CSV for a French spreadsheet. */
export function shareCsv(report: ShareReport): string {
  const { threshold, verdict } = report;
  const [inside, outside] = PLACES[report.selection];
  return csvOf([
    ['mesure', 'valeur'],
    ['date des périmètres', report.date],
    ['version des périmètres', report.dataVersion],
    ['personnes', report.total],
    ...(report.repeated === null ? [] : [['lignes répétées, laissées de côté', report.repeated]]),
    [`${inside}, à coup sûr`, report.inside],
    [`${outside}, à coup sûr`, report.outside],
    ['incertaines', report.uncertain],
    ...detailOf(uncertainCauses, report.uncertainBy, UNCERTAIN),
    ['non situées', report.unlocated],
    ...detailOf(unlocatedCauses, report.unlocatedBy, UNLOCATED),
    ['part au moins (%)', percentOf(report.lower, Math.floor)],
    ['part au plus (%)', percentOf(report.upper, Math.ceil)],
    ...(threshold && verdict
      ? [
          ['seuil (%)', threshold.percent],
          ['référence du seuil', threshold.reference],
          ['année de programme', report.programmeYear],
          ['verdict', VERDICTS[verdict]],
        ]
      : []),
  ] as [string, string | number | null][]);
}

function repeatsInWords({ repeated }: ShareReport): string[] {
  if (repeated === null) return [];
  if (repeated === 0) return ['aucune ligne ne répète l’identifiant d’une autre'];
  const left = counted(repeated, 'ligne laissée de côté', 'lignes laissées de côté');
  return [`${left} : ${repeated === 1 ? 'elle répète' : 'elles répètent'} l’identifiant d’une ligne d’avant`];
}

const PLACES: Readonly<Record<Selection, readonly [inside: string, outside: string]>> = {
  qpv: ['en QPV', 'hors des QPV'],
  qic: ['en QIC (hors QPV)', 'hors des QIC'],
  both: ['en QPV ou en QIC', 'hors des QPV et des QIC'],
};

const UNCERTAIN: Readonly<Record<UncertainCause, string>> = {
  limit: 'trop près d’une limite',
  address: 'adresse ambiguë ou imprécise',
  perimeters: 'périmètres inconnus en ce lieu',
};

const UNLOCATED: Readonly<Record<UnlocatedCause, string>> = {
  absent: 'ni adresse ni position',
  unreadable: 'adresse ou position illisible',
  'not-found': 'adresse introuvable',
  unasked: 'adresse non cherchée',
};

const VERDICTS: Readonly<Record<ShareVerdict, string>> = {
  above: 'atteint à coup sûr',
  below: 'pas atteint, à coup sûr',
  undecided: 'indécis',
};

/** The causes that occur, indented under their common count. */
function detailOf<Cause extends string>(
  causes: readonly Cause[],
  counts: Readonly<Record<Cause, number | null>> | null,
  labels: Readonly<Record<Cause, string>>,
): [string, number | null][] {
  if (counts === null) return [];
  const occurring = causes.filter((cause) => counts[cause] !== 0);
  return occurring.map((cause) => [`  ${labels[cause]}`, counts[cause]]);
}

function sharesInWords({ lower, upper }: ShareReport): string {
  const [least, most] = [percentOf(lower, Math.floor), percentOf(upper, Math.ceil)];
  if (least !== null && least === most) return quantity(least, 'percent');
  if (least !== null && most !== null) return `de ${quantity(least, 'percent')} à ${quantity(most, 'percent')}`;
  if (least !== null) return `${quantity(least, 'percent')} au moins`;
  return most === null ? SECRET : `${quantity(most, 'percent')} au plus`;
}

/** Rounded to a tenth, outwards, so that the published bound is true. */
function percentOf(share: number | null, rounded: (value: number) => number): number | null {
  // Without the inner rounding, 7 of 100 would be 7.000000000000001 %.
  return share === null ? null : rounded(Math.round(share * 1e9) / 1e6) / 10;
}

function verdictInWords({ threshold, verdict, toReach, toMiss, selection, ...report }: ShareReport): string[] {
  if (threshold === null || verdict === null) return ['Aucun seuil n’est en vigueur pour ce public.'];
  const figure = quantity(threshold.percent, 'percent');
  const [inside] = PLACES[selection];
  const doubtful = 'les personnes incertaines ou non situées';
  const hasDoubts = (report.uncertain ?? 0) + (report.unlocated ?? 0) > 0;
  const anyhow = hasDoubts ? `, où qu’habitent ${doubtful}` : '';
  if (verdict === 'above') return [`Seuil de ${figure} : ATTEINT à coup sûr${anyhow}.`];
  if (verdict === 'below') return [`Seuil de ${figure} : PAS ATTEINT, à coup sûr${anyhow}.`];
  return [
    `Seuil de ${figure} : INDÉCIS, selon ce qu’il en est des personnes incertaines ou non situées.`,
    ...(toReach === null ? [] : [`  atteint si ${atLeast(toReach)} ${toReach > 1 ? 'habitent' : 'habite'} ${inside}`]),
    ...(toMiss === null
      ? []
      : [`  pas atteint si ${atLeast(toMiss)} ${toMiss > 1 ? 'n’y habitent' : 'n’y habite'} pas`]),
  ];
}

function atLeast(count: number): string {
  return `${counted(count, 'd’entre elles', 'd’entre elles')} au moins`;
}

function noticesOf(report: ShareReport): string[] {
  const { threshold, programmeYear, isOfAnotherGeneration, isIncomplete, minCount, selection, advice } = report;
  const isByYear = selection === 'qpv';
  const figures = [report.inside, report.outside, report.uncertain, report.unlocated];
  const details = [report.uncertainBy, report.unlocatedBy].flatMap((counts) => Object.values(counts ?? {}));
  const hasSecrets = [...figures, ...details].includes(null);
  return [
    ...(advice !== null && !hasSecrets ? [`${capitalised(advice)}.`] : []),
    ...(threshold ? [`${threshold.label} : ${threshold.figure}. ${threshold.reference}.`] : []),
    ...(threshold?.statedFor && threshold.statedFor !== programmeYear
      ? [`Ce seuil est énoncé pour ${threshold.statedFor}, il est appliqué ici à ${programmeYear}.`]
      : []),
    ...(threshold && !threshold.isOpen
      ? [`Ce dispositif ne s’applique pas ${isByYear ? `pour l’année ${programmeYear}` : 'à cette date'}.`]
      : []),
    ...(isByYear && isOfAnotherGeneration
      ? [`Les périmètres du ${longDate(report.date)} ne sont plus, ou pas encore, ceux de l’année ${programmeYear}.`]
      : []),
    ...(isIncomplete
      ? ['Le service d’adresses n’a pas répondu pour tout le monde : relancez la commande, la part peut se préciser.']
      : []),
    ...(hasSecrets
      ? [`${SECRET} : un effectif de 1 à ${minCount - 1}, ou un autre par lequel on le retrouverait.`]
      : []),
    'La géographie seule est dite ici : le service instructeur apprécie le public de l’action.',
  ];
}
