/** Capitalises the first letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Joins texts with « ou »: « a, b ou c ». */
export function eitherOf(texts: Iterable<string>): string {
  disjunction ??= new Intl.ListFormat('fr', { type: 'disjunction' });
  return disjunction.format(texts);
}

let disjunction: Intl.ListFormat | undefined;
