import { longDate } from '../../french/dates.ts';
import { kindNames, tierNames } from '../../french/labels.ts';
import { counted, squareMetres } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import type { Change, ChangeDoubt } from '../../share/change.ts';
import { changes } from '../../share/change.ts';
import { MOVES, UNSURE } from '../../share/change-counter.ts';
import type { PublishedChanges, PublishedParts } from '../../share/published-changes.ts';
import type { Tier } from '../../situation/situation.ts';
import type { Kind } from '../../zones/zone.ts';
import type { Sides } from './compare-sides.ts';
import { csvOf, SECRET, tableOf } from './count-table.ts';

/** The content of the output of `compare`. */
export interface ChangeReport extends PublishedChanges {
  readonly kind: Kind;
  readonly before: { readonly date: string; readonly generation: string };
  readonly after: { readonly date: string; readonly generation: string };
  readonly dataVersion: string;
  readonly minCount: number;
  readonly draft: Sides['draft'];
  readonly isIncomplete: boolean;
  /** Advice when nearly every row has the same fault. It reveals nothing, since it concerns nearly all rows. */
  readonly advice: string | null;
  /** The names of quarters, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Returns the counts and notices of a comparison as French lines. */
export function changesInWords(report: ChangeReport): string {
  const { total, before, after, kind, dataVersion } = report;
  const lines = [
    `${counted(total, 'personne', 'personnes')}, ${kindNames[kind]} : ${
      report.draft
        ? `du tracé en vigueur le ${longDate(before.date)} au brouillon`
        : `de la génération ${before.generation} (au ${longDate(before.date)}) à la génération ` +
          `${after.generation} (au ${longDate(after.date)})`
    } (données ${dataVersion})`,
    ...(report.draft ? draftInWords(report.draft) : []),
    '',
    ...tableOf(SHOWN.map((change) => [labelOf(change, kind), report.changes[change]])),
    ...breakdowns(report).flatMap(({ title, parts }) =>
      parts === 'hidden'
        ? ['', `${title} : ${SECRET}`]
        : ['', title, ...tableOf(parts.map(({ label, count }) => [label, count]))],
    ),
    '',
    ...noticesOf(report).map((notice) => `• ${notice}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Returns JSON for programs. A hidden count is null, and so is a breakdown that is hidden as a whole. */
export function changesJson(report: ChangeReport): string {
  const { names, isIncomplete, advice: _, draft, doubts, quarters, tiers, ...rest } = report;
  const shown = <Key extends string>(parts: PublishedParts<Key>) => (parts === 'hidden' ? null : parts);
  const each = <Key extends string>(all: Readonly<Record<Key, PublishedParts<string>>>) =>
    Object.fromEntries(Object.entries<PublishedParts<string>>(all).map(([change, parts]) => [change, shown(parts)]));
  const byQuarter = Object.fromEntries(
    Object.entries(each(quarters)).map(([change, parts]) => [
      change,
      parts?.map(({ of, count }) => ({ of, name: names.get(of) ?? null, count })) ?? null,
    ]),
  );
  const published = {
    ...rest,
    draft: draft && { zones: draft.differences, overlaps: draft.overlaps, notices: draft.notices },
    uncertainBy: shown(doubts),
    byQuarter,
    byTier: Object.fromEntries(
      Object.entries(each(tiers)).map(([change, parts]) => [
        change,
        parts?.map(({ of, count }) => {
          const [before, after] = of === UNSURE ? [null, null] : of.split(' ');
          return { before, after, count };
        }) ?? null,
      ]),
    ),
    isComplete: !isIncomplete,
    notices: noticesOf(report),
  };
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** Returns the counts as a CSV for a French spreadsheet. */
export function changesCsv(report: ChangeReport): string {
  const { kind, before, after, dataVersion } = report;
  return csvOf([
    ['rubrique', 'détail', 'personnes'],
    ['avant', `génération ${before.generation}, au ${before.date}`, ''],
    ['après', report.draft ? 'brouillon' : `génération ${after.generation}, au ${after.date}`, ''],
    ['version des périmètres', dataVersion, ''],
    ['ensemble', '', report.total],
    ...SHOWN.map((change) => [labelOf(change, kind), '', report.changes[change]]),
    ...breakdowns(report).flatMap(({ title, parts }) =>
      parts === 'hidden' ? [[title, '', null]] : parts.map(({ label, count }) => [title, label, count]),
    ),
  ]);
}

/** The changes in the order of the output. */
const SHOWN: readonly Change[] = ['enters', 'leaves', 'stays-inside', 'stays-outside', 'uncertain', 'unlocated'];

function labelOf(change: Change, kind: Kind): string {
  const name = kindNames[kind];
  const labels: Readonly<Record<Change, string>> = {
    enters: `entrent dans un ${name}`,
    leaves: `sortent des ${name}`,
    'stays-inside': `restent dans un ${name}`,
    'stays-outside': `restent hors des ${name}`,
    uncertain: 'incertaines, avant ou après',
    unlocated: 'non situées',
  };
  return labels[change];
}

interface Breakdown {
  readonly title: string;
  readonly parts: 'hidden' | readonly { readonly label: string; readonly count: number | null }[];
}

/** The breakdowns of the changes that occur and whose own count is published. */
function breakdowns(report: ChangeReport): Breakdown[] {
  const { kind, quarters, tiers, doubts, names } = report;
  const isPublished = (change: Change) => report.changes[change] !== null && report.changes[change] !== 0;
  const labelled = (parts: PublishedParts<string>, labelOfPart: (of: string) => string): Breakdown['parts'] =>
    parts === 'hidden' ? parts : parts.map(({ of, count }) => ({ label: labelOfPart(of), count }));
  const quarterOf = (id: string) => {
    if (id === UNSURE) return 'l’un ou l’autre de deux quartiers';
    return id === MOVES ? 'd’un quartier à un autre' : `${id} « ${names.get(id) ?? ''} »`;
  };
  const byQuarter = (['enters', 'leaves', 'stays-inside'] as const).filter(isPublished).map((change) => ({
    title: `${capitalised(labelOf(change, kind))}, par quartier`,
    parts: labelled(quarters[change], quarterOf),
  }));
  const byTier = (['enters', 'leaves', 'stays-outside'] as const).filter(isPublished).map((change) => ({
    title: `${capitalised(labelOf(change, kind))}, par situation`,
    parts: labelled(tiers[change], tiersInWords),
  }));
  const byDoubt = isPublished('uncertain')
    ? [{ title: 'Incertaines', parts: labelled(doubts, (doubt) => DOUBTS[doubt as ChangeDoubt]) }]
    : [];
  return [...byQuarter, ...byTier, ...byDoubt];
}

function tiersInWords(pair: string): string {
  if (pair === UNSURE) return 'incertaine, avant ou après';
  const [before, after] = pair.split(' ') as [Tier, Tier];
  return before === after ? `${tierNames[before]}, avant et après` : `${tierNames[before]} → ${tierNames[after]}`;
}

const DOUBTS: Readonly<Record<ChangeDoubt, string>> = {
  'outside-then': 'dehors avant, incertaine après',
  'inside-then': 'dedans avant, incertaine après',
  'then-outside': 'incertaine avant, dehors après',
  'then-inside': 'incertaine avant, dedans après',
  twice: 'incertaine avant et après',
};

function draftInWords({ matched, differences, overlaps, notices }: NonNullable<ChangeReport['draft']>): string[] {
  const names = new Map(matched.map(({ id, name }) => [id, name]));
  const shown = differences.slice(0, MOST_SHOWN).map(({ id, gained, lost, area }) => {
    const what = gained === null ? `premier tracé, ${squareMetres(area)}` : movedInWords(gained, lost ?? 0);
    return `  ${id} « ${names.get(id) ?? ''} » : ${what}`;
  });
  const rest = differences.length - shown.length;
  return [
    `Brouillon : ${counted(differences.length, 'quartier', 'quartiers')}`,
    ...shown,
    ...(rest > 0 ? [`  … et ${rest} de plus : --json donne tout`] : []),
    ...overlaps.slice(0, MOST_SHOWN).map(({ a, b, area }) => `  ${a} et ${b} se recouvrent : ${squareMetres(area)}`),
    ...notices.map((notice) => `  ${notice}`),
  ];
}

const MOST_SHOWN = 20;

function movedInWords(gained: number, lost: number): string {
  if (gained < 0.5 && lost < 0.5) return 'le tracé en vigueur';
  return `gagne ${squareMetres(gained)}, perd ${squareMetres(lost)}`;
}

function noticesOf(report: ChangeReport): string[] {
  const hasSecrets =
    changes.some((change) => report.changes[change] === null) ||
    breakdowns(report).some(({ parts }) => parts === 'hidden' || parts.some(({ count }) => count === null));
  return [
    ...(report.advice !== null && !hasSecrets ? [`${capitalised(report.advice)}.`] : []),
    ...(report.isIncomplete
      ? ['Le service d’adresses n’a pas répondu pour tout le monde : relancez la commande.']
      : []),
    ...(hasSecrets
      ? [`${SECRET} : un effectif de 1 à ${report.minCount - 1}, ou un autre par lequel on le retrouverait.`]
      : []),
    report.draft
      ? 'Rien du brouillon n’est enregistré : « perimetre zones import » le fait.'
      : 'Un quartier de 2024 qui continue un quartier de 2015 compte pour le même.',
  ];
}
