import { quantity } from '../french/numbers.ts';
import { inForce } from './history.ts';
import type { Figure, Scheme } from './scheme.ts';
import { fill, type Words } from './template.ts';

/** Returns a figure of a scheme on a date, for instance its `ageThreshold`; null when none is in force. */
export function valueInForce(scheme: Scheme, name: string, date: string): Figure | null {
  const value = scheme.values?.[name];
  return value === undefined ? null : inForce(value.history, date);
}

/** Returns the figures of a scheme in force on a date. Cached, since every application needs them. */
export function figuresInForce(scheme: Scheme, date: string): FiguresInForce {
  let byDate = known.get(scheme);
  if (!byDate) {
    byDate = new Map();
    known.set(scheme, byDate);
  }
  let found = byDate.get(date);
  if (!found) {
    found = new FiguresInForce(scheme, date);
    // A caller that asks for every day of the calendar would otherwise fill the memory.
    if (byDate.size >= MOST_DATES) byDate.clear();
    byDate.set(date, found);
  }
  return found;
}

export class FiguresInForce {
  readonly byName: ReadonlyMap<string, Figure>;
  /** The figures as sentences write them. */
  readonly words: Words;
  readonly #sentences = new Map<string, FilledSentence>();

  constructor(scheme: Scheme, date: string) {
    const byName = new Map<string, Figure>();
    const words: Record<string, string> = {};
    for (const name of Object.keys(scheme.values ?? {})) {
      const figure = valueInForce(scheme, name, date);
      if (figure === null) continue;
      byName.set(name, figure);
      words[name] = quantity(figure.value, figure.unit);
    }
    this.byName = byName;
    this.words = words;
  }

  /** Fills the figures into a sentence of the scheme, and returns their names. */
  fill(sentence: string): FilledSentence {
    let filled = this.#sentences.get(sentence);
    if (!filled) {
      const names = [...this.byName.keys()].filter((name) => sentence.includes(`{${name}}`));
      filled = { text: fill(sentence, this.words), names };
      this.#sentences.set(sentence, filled);
    }
    return filled;
  }
}

interface FilledSentence {
  readonly text: string;
  readonly names: readonly string[];
}

const MOST_DATES = 100;
const known = new WeakMap<Scheme, Map<string, FiguresInForce>>();
