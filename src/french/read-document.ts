import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import type { z } from 'zod';
import { documentFaults, expectedInFrench, yamlFault } from './document-faults.ts';

/**
 * Reads a YAML file of the data folder by its schema. Throws an Error of one French line that names the file and every
 * wrong key, or why the file cannot be read.
 */
export function readDocument<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(readYaml(path), { error: expectedInFrench });
  if (!parsed.success) throw new Error(`${path} : ${documentFaults(parsed.error).join(' ; ')}`);
  return parsed.data;
}

function readYaml(path: string): unknown {
  try {
    return load(readFileSync(path, 'utf8'));
  } catch (error) {
    const fault = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'le fichier manque' : yamlFault(error);
    throw new Error(`${path} : ${fault}`, { cause: error });
  }
}
