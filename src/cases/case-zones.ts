import { loadRegistry } from '../zones/registry.ts';
import { shippedData } from '../zones/shipped.ts';
import { compileZones, type Zones } from '../zones/zones.ts';
import type { Case } from './case-table.ts';
import { readInventedZones } from './invented-zones.ts';

/**
 * Returns the zones that each case is judged on: those shipped with the service, or the same with the invented zones of
 * `path`.
 */
export function caseZones(dataFolder: string, path: string): (one: Case) => Zones {
  const registry = loadRegistry(dataFolder);
  const { perimeters, contours } = shippedData(registry);
  const { qic, qpv, strict } = readInventedZones(path);
  const compiled = (version: string, more: typeof perimeters) =>
    compileZones(registry, { version, perimeters: [...perimeters, ...more], coverages: [], contours });
  const shipped = compiled('shipped', []);
  const invented = compiled('invented', [...qic, ...qpv, ...strict]);
  return ({ zones }) => (zones === 'shipped' ? shipped : invented);
}
