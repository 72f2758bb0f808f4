import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { type Candidate, MOST_CANDIDATES } from '../../src/address/candidate.ts';
import { buildAddressesApart } from '../../src/address/local/build-apart.ts';
import { LocalAddresses } from '../../src/address/local/local-addresses.ts';
import { plausibleOf } from '../../src/address/plausible.ts';
import { groundDistance } from '../../src/geo/ground.ts';

/** Real addresses and queries beside the checkout, where they are present. Nothing of them is kept in the project. */
const folder = fileURLToPath(new URL('../../../shared/addresses/', import.meta.url));

/** Asks the real queries. Returns null where the real addresses are absent. */
export function askRealQueries(): Promise<Verdicts | null> {
  return withRealAddresses((book) => {
    const queries: RealQuery[] = parse(readFileSync(join(folder, 'queries.csv')), { columns: true });
    return countVerdicts(
      queries.map((query) => {
        const text = query.query.replaceAll('\\n', '\n');
        const found = book.search({ text, limit: MOST_CANDIDATES });
        return judge(found, text, query.expect, (one) => isRight(one, query), query.kind);
      }),
    );
  });
}

/** Returns the result of `work` on the real addresses, or null where they are absent. */
export async function withRealAddresses<T>(work: (book: LocalAddresses) => T): Promise<T | null> {
  if (!existsSync(folder)) return null;
  const path = join(tmpdir(), `perimetre-bench-real-${process.pid}.db`);
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv.gz'));
  await buildAddressesApart(
    path,
    names.map((name) => ({ path: join(folder, name), name })),
    '2026-11-21',
  );
  const book = LocalAddresses.open(path);
  const result = work(book);
  book.close();
  rmSync(path);
  return result;
}

/** Outcome of one query. */
export interface Outcome {
  readonly text: string;
  readonly kind: string;
  readonly expect: Expect;
  /** Whether a verdict can be firm: the address is surely among the candidates. */
  readonly isSure: boolean;
  readonly isFirstRight: boolean;
  /** A sure candidate that is the only one, and right. */
  readonly isSureAndRight: boolean;
  readonly isSureAndWrong: boolean;
  readonly first: Candidate | undefined;
}

export type Expect = 'found' | 'street' | 'absent' | 'absent-far' | 'none';

export function judge(
  found: readonly Candidate[],
  text: string,
  expect: Expect,
  isRight: (candidate: Candidate) => boolean,
  kind = '',
): Outcome {
  const { candidates, mayBeElsewhere } = plausibleOf(found, { text });
  const [first] = found;
  const isSure = !mayBeElsewhere;
  const hasRight = expect !== 'none' && expect !== 'absent-far' && candidates.some(isRight);
  return {
    ...{ text, kind, expect, isSure, first },
    isFirstRight: first !== undefined && isRight(first),
    isSureAndRight: isSure && candidates.length === 1 && hasRight,
    isSureAndWrong: isSure && !hasRight,
  };
}

/** Shares of outcomes, in per cent. */
export function countVerdicts(outcomes: readonly Outcome[]): Verdicts {
  const withAnswer = outcomes.filter(({ expect }) => expect === 'found' || expect === 'street');
  const without = outcomes.filter(({ expect }) => expect === 'none' || expect === 'absent-far');
  const others = outcomes.filter(({ expect }) => expect !== 'none' && expect !== 'absent-far');
  return {
    outcomes,
    rightFirst: share(withAnswer, ({ isFirstRight }) => isFirstRight),
    sureAndRight: share(withAnswer, ({ isSureAndRight }) => isSureAndRight),
    wrongOfNone: share(without, ({ isSureAndWrong }) => isSureAndWrong),
    wrongOfOthers: share(others, ({ isSureAndWrong }) => isSureAndWrong),
    heldOutWithin: share(
      outcomes.filter(({ expect, first }) => expect === 'absent' && first?.type === 'interpolated'),
      ({ isFirstRight }) => isFirstRight,
    ),
  };
}

export interface Verdicts {
  readonly outcomes: readonly Outcome[];
  readonly rightFirst: number;
  readonly sureAndRight: number;
  /** Sure and wrong, of the queries that have no right answer, and of the others. */
  readonly wrongOfNone: number;
  readonly wrongOfOthers: number;
  /** Interpolated numbers whose true position lies within their uncertainty. */
  readonly heldOutWithin: number;
}

function share(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number {
  return outcomes.length === 0 ? 100 : (outcomes.filter(is).length / outcomes.length) * 100;
}

interface RealQuery {
  readonly query: string;
  readonly expect: Expect;
  readonly kind: string;
  readonly street: string;
  readonly number: string;
  readonly citycode: string;
  readonly lon: string;
  readonly lat: string;
}

function isRight(candidate: Candidate, { expect, street, number, citycode, lon, lat }: RealQuery): boolean {
  if (expect === 'absent') {
    const away = groundDistance(candidate.lon, candidate.lat, Number(lon), Number(lat));
    return candidate.citycode === citycode && away <= candidate.uncertainty;
  }
  if (candidate.citycode !== citycode || (candidate.street ?? candidate.name) !== street) return false;
  return expect === 'street' ? candidate.type === 'street' : candidate.housenumber === number;
}
