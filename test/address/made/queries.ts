import { type Random, randomFrom } from '../../shapes.ts';
import type { MadeSet } from './addresses.ts';
import type { Fault } from './fault.ts';
import { ordinaryFaults } from './faults.ts';
import { cleanLine, type Line, written } from './line.ts';
import type { MadeAddress } from './street.ts';
import { meansOnly, type Truth, truthOf } from './truth.ts';
import { oneOf } from './words.ts';

/** A query of an address search, with the expected answer. */
export interface Query {
  readonly text: string;
  /** INSEE code of the commune, where given beside the text. */
  readonly citycode?: string;
  readonly postcode?: string;
  /** Null where no address of the set is right. */
  readonly expected: Expected | null;
  /** Names of the faults of the text; for a query without an answer, the reason. */
  readonly faults: readonly string[];
}

export interface Expected {
  readonly id: string;
  readonly streetId: string;
  readonly number: number;
  readonly suffix: string | null;
}

/**
 * Returns `count` queries with `faultsEach` ordinary faults each, every fault about equally often. The expected address
 * is the only one of the set that the text can mean: where a fault makes it ambiguous, another address is taken.
 */
export function faultyQueries(set: MadeSet, count: number, faultsEach: number, seed = 1): Query[] {
  const random = randomFrom(seed);
  const truth = truthOf(set);
  const queries: Query[] = [];
  for (let i = 0; queries.length < count; i++) {
    if (i > 2 * count + ordinaryFaults.length)
      throw new Error(`the set is too small for ${count} queries with ${faultsEach} faults`);
    const query = queryWith(ordinaryFaults[i % ordinaryFaults.length]!, faultsEach, truth, random);
    if (query) queries.push(query);
  }
  return queries;
}

/** Returns `count` addresses as the data has them, where that identifies them. */
export function cleanQueries(set: MadeSet, count: number, seed = 1): Query[] {
  const random = randomFrom(seed);
  const truth = truthOf(set);
  const queries: Query[] = [];
  while (queries.length < count) {
    const address = oneOf(random, set.addresses);
    const line = cleanLine(address);
    if (meansOnly(truth, line, address)) queries.push(queryOf(line, address, []));
  }
  return queries;
}

/** A query with `fault` and others; undefined where no address was found for them. */
function queryWith(fault: Fault, faultsEach: number, truth: Truth, random: Random): Query | undefined {
  for (let attempt = 0; attempt < 3000; attempt++) {
    const address = oneOf(random, truth.set.addresses);
    const faults = [fault];
    if (spoiled(faults, address, truth, random) === null) continue;
    for (let tries = 0; faults.length < faultsEach && tries < 20; tries++) {
      const more = oneOf(random, ordinaryFaults);
      if (faults.every((other) => areCompatible(other, more))) faults.push(more);
    }
    if (faults.length < faultsEach) continue;
    faults.sort((a, b) => ordinaryFaults.indexOf(a) - ordinaryFaults.indexOf(b));
    const line = spoiled(faults, address, truth, random);
    if (line !== null && meansOnly(truth, line, address)) return queryOf(line, address, faults);
  }
  return undefined;
}

function areCompatible(a: Fault, b: Fault): boolean {
  return !a.touches.some((touched) => b.touches.includes(touched));
}

/** The line with all faults; null where one of them has no effect. */
function spoiled(faults: readonly Fault[], address: MadeAddress, truth: Truth, random: Random): Line | null {
  let line = cleanLine(address);
  for (const fault of faults) {
    const next = fault.spoil(line, { address, truth }, random);
    if (next === null || written(next) === written(line)) return null;
    line = next;
  }
  return line;
}

function queryOf(line: Line, { id, streetId, number, suffix }: MadeAddress, faults: readonly Fault[]): Query {
  return {
    text: written(line),
    ...(line.citycodeApart === null ? {} : { citycode: line.citycodeApart }),
    ...(line.postcodeApart === null ? {} : { postcode: line.postcodeApart }),
    expected: { id, streetId, number, suffix },
    faults: faults.map(({ name }) => name),
  };
}
