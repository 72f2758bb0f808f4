import { dayAfter, yearAfter } from '../french/calendar.ts';
import { answers } from './answer.ts';
import { type Change, type History, inForce, theBeginning } from './history.ts';
import type { Rulebook } from './load-rulebook.ts';
import type { Row, Scheme } from './scheme.ts';
import { placeholders } from './template.ts';

/**
 * Finds the weak points of a rulebook that loads: files not compared with their sources for a year, references left to
 * fill in, periods that a rule misses or covers twice, contradictions. `today` is `YYYY-MM-DD`. Empty when there is
 * nothing to report.
 */
export function checkRulebook(rulebook: Rulebook, today: string): Finding[] {
  return [...rulebook.schemes.values()].flatMap((scheme) =>
    [
      ...freshness(scheme, today),
      ...references(scheme),
      ...gapsOfHistories(scheme),
      ...gapsOfConditions(scheme),
      ...contradictions(scheme),
      ...unusedValues(scheme),
    ].map((finding) => ({ scheme: scheme.id, ...finding })),
  );
}

export interface Finding {
  readonly scheme: string;
  /** Path of the key in the file. */
  readonly key: string;
  readonly message: string;
}

type Found = Omit<Finding, 'scheme'>;

function freshness({ verifiedOn }: Scheme, today: string): Found[] {
  const key = 'verifiedOn';
  if (verifiedOn > today) return [{ key, message: `le ${verifiedOn} est après aujourd’hui, ${today}` }];
  return yearAfter(verifiedOn) <= today
    ? [{ key, message: `dernière vérification le ${verifiedOn}, il y a un an ou plus` }]
    : [];
}

/** The loader requires a reference everywhere; this finds references without content. */
function references(scheme: Scheme): Found[] {
  const found: Found[] = [];
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (
        key === 'reference' &&
        typeof child === 'string' &&
        !/\p{L}{3}/u.test(child.replace(/todo|tbd|à compléter/giu, ''))
      )
        found.push({ key: path === '' ? key : `${path}.${key}`, message: `« ${child} » n’est pas une référence` });
      visit(child, path === '' ? key : `${path}.${key}`);
    }
  };
  visit(scheme, '');
  return found;
}

/** On every day on which the scheme is open, it needs a geography and the values that its rules name. */
function gapsOfHistories(scheme: Scheme): Found[] {
  const found: Found[] = [];
  const covers = (key: string, history: History<unknown>) => {
    for (const { from, entry } of turningPoints(scheme.period, history)) {
      if (entry === null || entry.value === 'no' || inForce(history, from) !== null) continue;
      found.push({ key, message: `rien à partir de ${written(from)}, alors que le dispositif est ouvert` });
      return;
    }
  };
  covers('geography', scheme.geography);
  if (scheme.communes) covers('communes', scheme.communes);
  if (scheme.amount) covers('amount.standing', scheme.amount.standing);
  const ofTables = new Set(scheme.geography.flatMap(({ entry }) => entry?.rows.flatMap(distancesOf) ?? []));
  for (const [name, { history }] of Object.entries(scheme.values ?? {})) {
    // A distance is only needed while a row of the table names it.
    if (ofTables.has(name)) found.push(...gapsOfDistance(scheme, name, history));
    else covers(`values.${name}`, history);
  }
  return found;
}

function gapsOfDistance(scheme: Scheme, name: string, history: History<unknown>): Found[] {
  return turningPoints(scheme.geography, history)
    .filter(({ from, entry }) => entry?.rows.some((row) => distancesOf(row).includes(name)) && !inForce(history, from))
    .slice(0, 1)
    .map(({ from }) => ({
      key: `values.${name}`,
      message: `rien à partir de ${written(from)}, alors qu’une ligne la nomme`,
    }));
}

/** The entries of `main` in force on each day on which `main` or `other` changes. */
function turningPoints<T>(main: History<T>, other: History<unknown>): Change<T>[] {
  const days = [...new Set([...main, ...other].map(({ from }) => from))].sort();
  return days.map((from) => ({ from, entry: inForce(main, from) }));
}

/** Conditions and notices with the same code are one rule in successive periods: no overlap, no gap. */
function gapsOfConditions(scheme: Scheme): Found[] {
  const found: Found[] = [];
  const stretches = new Map<string, { key: string; from: string; until: string }[]>();
  for (const list of ['conditions', 'notices'] as const)
    scheme[list]?.forEach(({ code, from = theBeginning, until = endOfTime }, index) => {
      const same = stretches.get(`${list}.${code}`) ?? [];
      stretches.set(`${list}.${code}`, [...same, { key: `${list}.${index}`, from, until }]);
    });
  for (const same of stretches.values()) {
    same.sort((a, b) => (a.from < b.from ? -1 : 1));
    same.slice(1).forEach(({ key, from }, index) => {
      const before = same[index]!;
      if (from <= before.until) found.push({ key, message: `recouvre ${before.key} à partir de ${written(from)}` });
      else if (dayAfter(before.until) < from) found.push({ key, message: `laisse un trou après ${before.until}` });
    });
  }
  return found;
}

function contradictions(scheme: Scheme): Found[] {
  const found: Found[] = [];
  for (const { from, entry } of scheme.geography) {
    if (entry === null) continue;
    const path = `geography.${written(from)}`;
    entry.rows.forEach((row, index) => {
      // Doubtful places are judged on this basis: moving nearer to a zone never makes an answer worse.
      // `no` and `out-of-period` refuse alike.
      const isWorse = rank(row.verdict) > rank(entry.elsewhere.verdict) && entry.elsewhere.verdict !== 'no';
      if (row.zone !== undefined && isWorse)
        found.push({ key: `${path}.rows.${index}`, message: `donne ${row.verdict}, moins que « ailleurs »` });
      entry.rows.slice(0, index).forEach((earlier, at) => {
        if (testsOf(earlier) === testsOf(row))
          found.push({
            key: `${path}.rows.${index}`,
            message: `examine la même chose que rows.${at}, qui vient avant`,
          });
      });
    });
    for (const [index, row] of entry.rows.entries())
      for (const inner of entry.rows)
        if (
          row.closerThan !== undefined &&
          inner.inside &&
          sameZones(row, inner) &&
          rank(inner.verdict) > rank(row.verdict)
        )
          found.push({ key: `${path}.rows.${index}`, message: `donne plus près de la zone que dedans` });
    const opens = [...entry.rows.map(({ verdict }) => verdict), entry.elsewhere.verdict].includes('conditional');
    if (opens && scheme.conditions.every(({ fact }) => fact !== undefined))
      found.push({
        key: 'conditions',
        message: 'rien ne reste à prouver une fois tous les faits donnés, et pourtant la réponse est sous conditions',
      });
  }
  for (const { from, entry } of scheme.communes ?? []) {
    const codes = entry && entry.allowed !== 'agglomeration' ? entry.allowed.map(({ code }) => code) : [];
    for (const code of new Set(codes.filter((one, index) => codes.indexOf(one) !== index)))
      found.push({ key: `communes.${written(from)}.allowed`, message: `${code} y est deux fois` });
  }
  return found;
}

function unusedValues(scheme: Scheme): Found[] {
  const named = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value === 'string') for (const name of [value, ...placeholders(value)]) named.add(name);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  const { values, ...rest } = scheme;
  visit(rest);
  return Object.keys(values ?? {})
    .filter((name) => !named.has(name))
    .map((name) => ({ key: `values.${name}`, message: 'aucune règle de ce fichier ne la nomme' }));
}

function sameZones(a: Row, b: Row): boolean {
  return (
    a.zone === b.zone &&
    a.extent === b.extent &&
    [a, b].every(({ only, when, unless }) => only === undefined && when === undefined && unless === undefined)
  );
}

function testsOf({ verdict: _, because: __, ...tests }: Row): string {
  return JSON.stringify(Object.entries(tests).sort());
}

function distancesOf({ closerThan, entirelyCloserThan, partlyCloserThan }: Row): string[] {
  return [closerThan, entirelyCloserThan, partlyCloserThan].filter((name) => name !== undefined);
}

function rank(answer: (typeof answers)[number]): number {
  return answers.indexOf(answer);
}

function written(from: string): string {
  return from === theBeginning ? 'always' : from;
}

/** Sorts after every date. */
const endOfTime = '9999-12-31';
