import { usualNameOf } from '../french/usual-name.ts';
import { ask } from './api.ts';

/** The quarters of the agglomeration, by their id. Where they do not load, names are written by the rules of French. */
export async function askQuarterNames(origin = ''): Promise<QuarterNames> {
  try {
    const { places } = await ask<{ places: readonly QuarterName[] }>(`${origin}/v1/places?q=&limit=100`);
    return places;
  } catch {
    return [];
  }
}

export type QuarterNames = readonly QuarterName[];

interface QuarterName {
  readonly id: string;
  /** The official spelling. */
  readonly name: string;
  readonly usualName: string;
}

/** Returns an answer of the service with the names of its quarters, and those in its sentences, as people write them. */
export function withUsualNames<T>(answer: T, names: QuarterNames): T {
  const usual = new Map(names.map(({ id, usualName }) => [id, usualName]));
  const written = names.filter(({ name, usualName }) => name !== usualName);
  const inSentence = (text: string) => written.reduce((so, one) => so.replaceAll(one.name, one.usualName), text);
  const rewritten = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewritten);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, one]): [string, unknown] => {
      if (typeof one !== 'string') return [key, rewritten(one)];
      return [key, SENTENCES.has(key) ? inSentence(one) : one];
    });
    const made: Record<string, unknown> = Object.fromEntries(entries);
    if (typeof made.name === 'string' && (made.kind === 'qpv' || made.kind === 'qic')) {
      made.name = usual.get(String(made.id)) ?? usualNameOf(made.name);
    }
    return made;
  };
  return rewritten(answer) as T;
}

/** The fields that hold sentences of the service. An address is left as it is written. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'zone']);
