import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Case, type Expected, readTable } from '../../src/cases/case-table.ts';
import { placeFrom } from '../../src/cases/place-in-words.ts';
import { situationOf } from '../../src/situation/situation.ts';
import { type Verdict, verdictsFor } from '../../src/verdict.ts';
import type { Zones } from '../../src/zones/zones.ts';
import { hasGeodata } from '../geodata.ts';
import { dataSets, rulebook } from './data-sets.ts';

// test/verdicts.yaml, from the place to the verdict.
const table = readTable(join(import.meta.dirname, '..', 'verdicts.yaml'));

describe('the table', () => {
  it('has a home for each acceptance case', () => {
    const numbers = new Set(table.map(({ number }) => number).filter((number) => number !== null));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });

  it('covers every scheme', () => {
    const spokenOf = new Set(table.flatMap(({ expect }) => Object.keys(expect)));
    expect([...spokenOf].sort()).toEqual([...rulebook.schemes.keys()]);
  });
});

describe('with the shipped zones', () => {
  for (const one of table) if (one.zones === 'shipped') holds(one, dataSets.shipped);
});

describe('with the quarters of 2024 alone', () => {
  for (const one of table) if (one.zones === 'partial') holds(one, dataSets.partial);
});

describe('with invented zones', () => {
  for (const one of table) if (one.zones === 'invented') holds(one, dataSets.invented);
});

describe.skipIf(!hasGeodata)(
  `with the zones of ../shared${hasGeodata ? '' : ' (skipped: the folder is absent)'}`,
  () => {
    for (const one of table) if (one.zones === 'invented' && !one.onlyInvented) holds(one, dataSets.fixture!);
  },
);

function holds(one: Case, zones: Zones): void {
  const { number, title, date, facts, situation, expect: expected } = one;
  it(`${number === null ? '' : `case ${number}: `}${title} (${date} ${JSON.stringify(facts)})`, () => {
    const place = placeFrom(one.place, date, zones);
    const found = situationOf(place, date, zones);
    if (situation) {
      const { tier, certainty, unknown, zones: relations, reasons } = situation;
      if (tier) expect(found.tier).toBe(tier);
      if (certainty) expect(found.certainty).toBe(certainty);
      if (unknown) expect(found.unknown).toEqual(unknown);
      if (relations) expect(Object.fromEntries(found.zones.map((z) => [z.id, z.relation]))).toEqual(relations);
      if (reasons) expect(found.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(reasons));
    }
    for (const verdict of verdictsFor(found, facts, date, rulebook, Object.keys(expected))) {
      const wanted = expected[verdict.scheme]!;
      answers(verdict, typeof wanted === 'string' ? { verdict: wanted } : wanted);
    }
  });
}

function answers(verdict: Verdict, wanted: Exclude<Expected, string>): void {
  const { scheme, amount, reasons, conditions, notices, references, whomToAsk } = verdict;
  const codes = (messages: readonly { code: string }[]) => messages.map(({ code }) => code);
  const all = [...reasons, ...conditions, ...notices];
  expect({
    scheme,
    verdict: verdict.verdict,
    certainty: verdict.certainty,
    alternatives: verdict.alternatives,
  }).toEqual({
    scheme,
    verdict: wanted.verdict ?? 'review',
    certainty: wanted.between ? 'review' : 'firm',
    alternatives: wanted.between ?? [],
  });
  if (wanted.amount) expect(amount?.status ?? 'none').toBe(wanted.amount);
  if (wanted.ceiling !== undefined) expect(amount?.ceiling).toBe(wanted.ceiling);
  if (wanted.statedFor !== undefined) expect(amount?.statedFor).toBe(wanted.statedFor);
  if (wanted.reasons) expect(codes(reasons)).toEqual(expect.arrayContaining(wanted.reasons));
  if (wanted.conditions) expect(codes(conditions)).toEqual(expect.arrayContaining(wanted.conditions));
  if (wanted.notices) expect(codes(notices)).toEqual(expect.arrayContaining(wanted.notices));
  for (const code of wanted.without ?? []) expect(codes(all)).not.toContain(code);
  const texts = all.map(({ message }) => message.replace(/[\u00a0\u202f]/g, ' ')).join('\n');
  for (const text of wanted.says ?? []) expect(texts).toContain(text);
  for (const text of wanted.cites ?? []) expect(references.map(({ label }) => label).join('\n')).toContain(text);
  if (wanted.asks) expect(codes(whomToAsk)).toEqual(wanted.asks);
  expect(reasons.length).toBeGreaterThan(0);
  expect(references.length).toBeGreaterThan(0);
  expect(whomToAsk.length).toBeGreaterThan(0);
}
