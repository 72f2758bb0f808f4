import { loadRegistry } from '../zones/registry.ts';
import { shippedData } from '../zones/shipped.ts';
import { compileZones, type Zones } from '../zones/zones.ts';
import type { Case } from './case-table.ts';
import { readInventedZones } from './invented-zones.ts';

/**
 * Returns the zones that each case is judged on: those shipped with the service, its quarters of 2024 alone, or these
 * with the invented zones of `path`.
 */
export function caseZones(dataFolder: string, path: string): (one: Case) => Zones {
  const registry = loadRegistry(dataFolder);
  const { perimeters, contours } = shippedData(registry);
  const { qic, qpv, strict } = readInventedZones(path);
  const current = perimeters.filter(({ generation }) => generation === '2024');
  const snapshot = { coverages: [], contours: null };
  const sets: Record<Case['zones'], Zones> = {
    shipped: compileZones(registry, { ...snapshot, version: 'shipped', perimeters, contours }),
    partial: compileZones(registry, { ...snapshot, version: 'partial', perimeters: current }),
    invented: compileZones(registry, {
      ...snapshot,
      version: 'invented',
      perimeters: [...current, ...qic, ...qpv, ...strict],
    }),
  };
  return ({ zones }) => sets[zones];
}
