import { dayBefore } from '../../src/french/calendar.ts';
import { inForce, theBeginning } from '../../src/rules/history.ts';
import type { Rulebook } from '../../src/rules/load-rulebook.ts';
import type { Filing, Given, Row, Scheme } from '../../src/rules/scheme.ts';
import { NOTICE } from './notice.ts';

/** Returns the text of docs/schemes.md: a table with one row per scheme of the rulebook. */
export function schemesPage({ schemes, sectors }: Rulebook): string {
  return [
    NOTICE,
    '# The schemes',
    '',
    INTRODUCTION,
    '',
    '| id and label | whose place, on which date | geography | in force | references |',
    '|---|---|---|---|---|',
    ...[...schemes.values()].map((scheme) => `| ${cellsOf(scheme).join(' | ')} |`),
    '',
    '## How to ask',
    '',
    'As far as the documents describe it, quoted in French. A calendar is that of the year for which it is stated.',
    '',
    '| id | how to ask | reference |',
    '|---|---|---|',
    ...[...schemes.values()].flatMap(({ id, filing }) =>
      filing ? [`| \`${id}\` | ${filingInWords(filing).join('<br>')} | ${filing.reference} |`] : [],
    ),
    '',
    'Sectors of services, by commune:',
    '',
    ...sectors.map(({ service, label }) => `- \`${service}\`: ${label}`),
    '',
  ].join('\n');
}

const INTRODUCTION = `\
Each scheme is one file of [data/rules](../data/rules/README.md). This table shows the part that a map can show; the
file also has the applicants, the conditions, the amounts, and the reference of each value.
\`GET /v1/schemes/{id}?date=\` gives all that holds on a day.

Labels, places and references are quoted from the rules, in French. The geography column lists the lines of the table,
with the first day of each table where there are several. The best line that applies gives the verdict; "elsewhere"
applies where no line does. "Less than" is strict, and the limit itself is inside.`;

function cellsOf(scheme: Scheme): string[] {
  const { id, label, place, period } = scheme;
  return [
    `[\`${id}\`](../data/rules/${id}.yaml)<br>${label}`,
    `${place.what} ; ${place.when}`,
    geographyOf(scheme).join('<br>'),
    periodsOf(period).join('<br>'),
    referencesOf(scheme).join('<br>'),
  ].map((cell) => cell.replaceAll('|', '\\|'));
}

function filingInWords({ portal, form, papers, meetFirst, calendar, rules }: Filing): string[] {
  const steps = calendar?.steps.map(({ when, what }) => `${when} : ${what}`).join(' ; ');
  return [
    portal && `portail : ${portal}`,
    form && `formulaire : ${form}`,
    papers && `pièces : ${papers.join(', ')}`,
    meetFirst && `à rencontrer d’abord : ${meetFirst.join(', ')}`,
    calendar && `calendrier énoncé pour ${calendar.statedFor} : ${steps}`,
    ...(rules ?? []),
  ].filter((line) => line !== undefined);
}

function geographyOf(scheme: Scheme): string[] {
  const tables = scheme.geography.map(({ from, entry }) => ({
    from,
    lines: entry ? linesOf(entry, scheme, from) : [],
  }));
  const changed = tables.filter(({ lines }, i) => lines.join() !== tables[i - 1]?.lines.join());
  return [
    ...changed.flatMap(({ from, lines }) => [...(changed.length > 1 ? [`**from ${from}**`] : []), ...lines]),
    ...publicOf(scheme),
    ...communesOf(scheme),
  ];
}

function linesOf({ rows, elsewhere }: Table, scheme: Scheme, from: string): string[] {
  return [
    ...rows.map((row) => `${testsOf(row, scheme, from)}: ${row.verdict}`),
    `${rows.length > 0 ? 'elsewhere' : 'anywhere'}: ${elsewhere.verdict}`,
  ];
}

type Table = NonNullable<Scheme['geography'][number]['entry']>;

function testsOf(row: Row, scheme: Scheme, from: string): string {
  const { zone, only, extent } = row;
  const which = row.former
    ? `the former ${only?.join(', ') ?? 'QPV'}`
    : only
      ? only.join(', ')
      : zone === 'qic'
        ? 'a QIC'
        : 'a QPV';
  const metres = (name: string) => {
    const history = scheme.values?.[name]?.history ?? [];
    return `${(inForce(history, from) ?? history[0]?.entry)?.value} m`;
  };
  const tests = [
    row.inside && `inside ${which}`,
    row.entirelyInside && `entirely inside ${which}`,
    row.closerThan && `less than ${metres(row.closerThan)} from ${which}`,
    row.entirelyCloserThan && `entirely less than ${metres(row.entirelyCloserThan)} from ${which}`,
    row.partlyCloserThan && `partly less than ${metres(row.partlyCloserThan)} from ${which}`,
    row.departments && `in the départements ${row.departments.join(', ')}`,
    row.when && givenInWords(row.when),
    row.unless && `not ${givenInWords(row.unless)}`,
    row.unknown && `\`${row.unknown}\` not given`,
  ].filter((test) => typeof test === 'string');
  return `${extent === undefined ? '' : `a ${extent} `}${tests.join(' and ')}`;
}

function givenInWords(given: Given): string {
  return Object.entries(given)
    .map(([fact, value]) => `\`${fact}\` = ${[value].flat().join(' or ')}`)
    .join(' and ');
}

function publicOf({ public: rule, values }: Scheme): string[] {
  if (rule === undefined) return [];
  const least = values?.[rule.atLeast]?.history.at(-1)?.entry?.value;
  const shares = rule.shares.map((fact) => `\`${fact}\``).join(' + ');
  const role = rule.counts === 'instead-of-place' ? 'decides instead of the place' : 'counts where it does better';
  const less = rule.partly.verdict === rule.none.verdict ? '' : `; 0 %: ${rule.none.verdict}`;
  return [`the public ${role}: ${shares} ≥ ${least} %: ${rule.reached.verdict}; less: ${rule.partly.verdict}${less}`];
}

function communesOf({ communes }: Scheme): string[] {
  const rule = communes?.at(-1)?.entry;
  if (!rule) return [];
  const { allowed } = rule;
  const which = allowed === 'agglomeration' ? 'of the agglomeration' : allowed.map(({ name }) => name).join(', ');
  const rest = rule.restOfAgglomeration && `; others of the agglomeration: ${rule.restOfAgglomeration.verdict}`;
  const neighbours =
    rule.neighbours && `; ${rule.neighbours.communes.map(({ name }) => name).join(', ')}: ${rule.neighbours.verdict}`;
  return [`commune: ${which}${rest ?? ''}${neighbours ?? ''}; any other: ${rule.otherwise}`];
}

function periodsOf(period: Scheme['period']): string[] {
  const merged = period.filter(({ entry }, i) => entry === null || period[i - 1]?.entry?.value !== entry.value);
  return merged.flatMap(({ from, entry }, i) => {
    if (entry === null) return [];
    const next = merged[i + 1]?.from;
    const start = from === theBeginning ? '' : from;
    const stretch =
      start === '' && next === undefined ? 'any date' : `${start} → ${next ? dayBefore(next) : ''}`.trim();
    return [entry.value === 'open' ? stretch : `${stretch} (${entry.value})`];
  });
}

/** Every reference of the file, once, in order. */
function referencesOf(scheme: Scheme): string[] {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'reference' && typeof child === 'string') found.add(child);
      else visit(child);
    }
  };
  visit(scheme);
  return [...found];
}
