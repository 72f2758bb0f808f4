import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

/** Reads `sources.yaml` of the data folder. Throws an Error that names the file and every invalid key. */
export function loadSources(dataFolder: string): readonly Source[] {
  const path = join(dataFolder, 'sources.yaml');
  const parsed = schema.safeParse(load(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    throw new Error(`${path}: ${problems.join('; ')}`);
  }
  return parsed.data.sources;
}

/** A file published by the State: its address and its expected content. */
export type Source = PerimeterSource | CommuneSource;
export type PerimeterSource = z.output<typeof perimeters>;
export type CommuneSource = z.output<typeof communes>;

const text = z.string().min(1);
const common = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  label: text,
  url: z.url(),
  files: z.array(text).min(1),
  count: z.strictObject({ from: z.int().positive(), to: z.int().positive() }),
  fields: z.array(text),
  precision: z.number().nonnegative(),
  source: text,
  licence: text,
};
const perimeters = z.strictObject({
  ...common,
  what: z.literal('perimeters'),
  generation: text,
  kind: z.enum(['qpv', 'qic']),
  layer: text.optional(),
  coverage: text,
  status: z.enum(['official', 'indicative']),
});
const communes = z.strictObject({ ...common, what: z.literal('communes') });
const schema = z.strictObject({
  sources: z.array(z.discriminatedUnion('what', [perimeters, communes])),
  // The sources of addresses, which src/address reads itself.
  addresses: z.unknown(),
});
