/** Replaces the `{placeholders}` of a sentence by `words`. A placeholder without a word is left unchanged. */
export function fill(sentence: string, words: Words): string {
  // Most sentences have none, and every sentence of a verdict passes through here.
  if (!sentence.includes('{')) return sentence;
  return sentence.replace(placeholder, (whole, key: string) => words[key] ?? whole);
}

export type Words = Readonly<Record<string, string>>;

/** The names of the placeholders of a sentence. */
export function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(placeholder)].map((match) => match[1] ?? '');
}

const placeholder = /\{([A-Za-z0-9]+)\}/g;
