import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../../french/read-document.ts';
import type { Territory } from '../territories.ts';

/** Reads the sources in `sources.yaml` of the data folder. Throws an Error that names the file and every invalid key. */
export function loadSources(dataFolder: string): readonly Source[] {
  return readSources(dataFolder).sources;
}

/** Reads `territories` of the same file: where generations are in force on other days. Throws the same Error. */
export function loadTerritories(dataFolder: string): readonly Territory[] {
  return readSources(dataFolder).territories;
}

function readSources(dataFolder: string): z.output<typeof schema> {
  return readDocument(join(dataFolder, 'sources.yaml'), schema);
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
const day = z.iso.date();
const period = { from: day, to: day.nullable() };
const territory = z.strictObject({
  name: text,
  departements: z.array(z.string().regex(/^9[78]\d$/)).min(1),
  extents: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).min(1),
  generations: z
    .array(z.strictObject({ id: text, ...period, isWhole: z.literal(true).optional(), reference: text }))
    .min(1),
  gaps: z.array(z.strictObject({ ...period, message: text })),
}) satisfies z.ZodType<Territory>;
const schema = z.strictObject({
  sources: z.array(z.discriminatedUnion('what', [perimeters, communes])),
  territories: z.array(territory),
  // The sources of addresses, which src/address reads itself.
  addresses: z.unknown(),
});
