import { dirname, join } from 'node:path';
import { Addresses } from './address/addresses.ts';
import { type Departements, loadDepartements } from './address/departements.ts';
import { Geoplateforme } from './address/geoplateforme.ts';
import type { Config } from './config.ts';
import { readIndexFile, writeIndexFile } from './geo/index-file.ts';
import { loadRulebook, type Rulebook } from './rules/load.ts';
import { openStore } from './store/open.ts';
import { CurrentZones } from './zones/current.ts';
import { loadRegistry, type Registry } from './zones/registry.ts';
import { installShipped } from './zones/shipped.ts';
import { migrations, Versions } from './zones/versions.ts';
import type { IndexCache } from './zones/zones.ts';

/**
 * Opens everything that answers need, and checks it: the registry, the rulebook, the store with its perimeters (built
 * from the data folder at first start). Throws an Error of one line when something does not check.
 */
export function load(config: Config): Loaded {
  const registry = loadRegistry(config.dataFolder);
  const rulebook = loadRulebook(join(config.dataFolder, 'rules'));
  const departements = loadDepartements(config.dataFolder);
  checkDistances(registry, rulebook);
  const database = openStore(config.database, migrations);
  try {
    const versions = new Versions(database);
    installShipped(versions, registry);
    const cache = indexCache(config);
    const remote = new Geoplateforme({ baseUrl: config.geoplateformeUrl, patience: 2000, tries: 2 });
    const addresses = new Addresses(config.addresses, config.addressProvider, remote);
    return {
      registry,
      rulebook,
      versions,
      current: new CurrentZones(registry, versions, cache),
      cache,
      addresses,
      departements,
      close() {
        addresses.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What `load` opened, shared by the server and the commands. */
export interface Loaded {
  readonly registry: Registry;
  readonly rulebook: Rulebook;
  readonly versions: Versions;
  readonly current: CurrentZones;
  readonly cache: IndexCache | undefined;
  /** The file is opened, and checked, at the first address. */
  readonly addresses: Addresses;
  readonly departements: Departements;
  close(): void;
}

/** A rule may only ask about distances that situations tell apart. */
function checkDistances({ distances }: Registry, rulebook: Rulebook): void {
  const told = [distances.band, distances.near];
  const stranger = rulebook.distances.find((distance) => !told.includes(distance));
  if (stranger !== undefined) {
    throw new Error(`a rule asks about ${stranger} m, but zones.yaml only tells ${told.join(' and ')} m apart`);
  }
}

function indexCache(config: Config): IndexCache | undefined {
  if (config.database === ':memory:') return undefined;
  const pathOf = (name: string) => join(dirname(config.database), 'index', `${name}.bin`);
  return {
    read: (name, key) => readIndexFile(pathOf(name), key),
    write: (name, key, parts) => writeIndexFile(pathOf(name), key, parts),
  };
}
