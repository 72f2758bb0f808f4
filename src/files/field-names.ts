import type { Layer } from './feature.ts';

/**
 * Returns the names of a layer's fields before the format cut them: `uncertaint` in a .dbf is `uncertainty` when that
 * is one of `wanted`, in any case.
 */
export function wholeNames(
  { fields, longestName }: Pick<Layer, 'fields' | 'longestName'>,
  wanted: Iterable<string>,
): string[] {
  const names = fields.map(({ name }) => name);
  if (longestName === undefined) return names;
  const whole = new Map<string, string>();
  for (const name of wanted) {
    const bytes = Buffer.from(name.trim().toLowerCase());
    if (bytes.length > longestName) whole.set(bytes.subarray(0, longestName).toString('latin1'), name);
  }
  return names.map((name) => whole.get(Buffer.from(name.toLowerCase()).toString('latin1')) ?? name);
}
