import { basename } from 'node:path';
import { todayInParis } from '../../french/day.ts';
import type { Loaded } from '../../load.ts';
import { drawnGeneration } from '../../share/drawn-perimeters.ts';
import type { Side } from '../../share/home-comparison.ts';
import { draftZones } from '../../zones/draft.ts';
import { type ImportPlan, planImport } from '../../zones/import.ts';
import { readPerimeterFile } from '../../zones/perimeter-file.ts';
import type { Kind } from '../../zones/zone.ts';
import { type GenerationZones, generationOn, isWithin, type Zones } from '../../zones/zones.ts';
import { CommandError, dateOf, numberOf, textOf, type Values } from '../command.ts';

/** The two sets of perimeters to compare for a list. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** The changes of a draft; null between generations. */
  readonly draft: Pick<ImportPlan, 'differences' | 'matched' | 'notices' | 'overlaps'> | null;
}

/**
 * Returns the zones of the date, without and with the perimeters of a draft. Throws an Error of one French line when
 * the draft cannot be read or has problems.
 */
export async function sidesOfDraft(values: Values, kind: Kind, loaded: Loaded): Promise<Sides> {
  const path = textOf(values, 'perimeters')!;
  const date = dateOf(values, 'date') ?? todayInParis();
  const zones = zonesOf(values, loaded);
  const current = generationOn(zones, date);
  if (current === null) throw new Error(`aucune génération de quartiers n’est en vigueur le ${date}`);
  const precision = numberOf(textOf(values, 'precision') ?? '0.2');
  if (!(precision >= 0 && precision <= 1000)) {
    throw new CommandError('--precision : un nombre de mètres entre 0 et 1 000 était attendu');
  }
  const file = await readPerimeterFile(path, {
    crs: textOf(values, 'perimeters-crs'),
    layer: textOf(values, 'perimeters-layer'),
  });
  const snapshot = loaded.versions.read(zones.dataVersion);
  const description = {
    generation: current.generation.id,
    kind,
    // The draft is treated as if it were in force.
    status: 'official' as const,
    precision: precision + file.transformation.precision,
    source: basename(path),
    licence: '',
    replace: false,
    isUnread: true,
  };
  const { change, problems, ...plan } = planImport(file, description, snapshot, loaded.registry, zones.communes);
  if (change === null) {
    const more = problems.length > 3 ? ` ; et ${problems.length - 3} de plus` : '';
    throw new Error(`${path} : ${problems.slice(0, 3).join(' ; ')}${more}`);
  }
  const redrawn = draftZones(loaded.registry, snapshot, change, loaded.cache);
  return {
    // Not `drawnGeneration`: the draft may contain the first perimeters, and people nearby are uncertain before.
    before: { zones, date, generation: current },
    after: { zones: redrawn, date, generation: drawnGeneration(redrawn, date, kind) },
    draft: plan,
  };
}

/** Returns the zones of the two generations of `--generations`. Throws a CommandError when they are unknown. */
export function sidesOfGenerations(values: Values, kind: Kind, loaded: Loaded): Sides {
  const zones = zonesOf(values, loaded);
  const date = dateOf(values, 'date') ?? todayInParis();
  const known = zones.generations.map(({ generation }) => generation.id);
  const named = textOf(values, 'generations')!.split(',');
  const found = named.map((name) => zones.generations.find(({ generation }) => generation.id === name.trim()));
  const [before, after] = found;
  if (found.length !== 2 || before === undefined || after === undefined || before === after) {
    throw new CommandError(`--generations : deux de ${known.join(', ')} étaient attendues, séparées par une virgule`);
  }
  const sideOf = (generation: GenerationZones): Side => {
    const day = dayIn(generation, date);
    return { zones, date: day, generation: drawnGeneration(zones, day, kind) };
  };
  return { before: sideOf(before), after: sideOf(after), draft: null };
}

/** Returns `date` when the generation is in force then; otherwise its last day, or its first day when it is to come. */
function dayIn({ generation }: GenerationZones, date: string): string {
  if (isWithin(date, generation)) return date;
  return generation.to !== null && generation.to < date ? generation.to : generation.from;
}

function zonesOf(values: Values, { current }: Loaded): Zones {
  const version = textOf(values, 'data-version');
  return version === undefined ? current.zones : current.of(version);
}
