import { dirname, join } from 'node:path';
import { Addresses } from './address/addresses.ts';
import type { Clock } from './address/clock.ts';
import { type Departements, loadDepartements } from './address/local/departements.ts';
import { Geoplateforme } from './address/remote/geoplateforme.ts';
import type { Config } from './config.ts';
import { importInventedQic, withInventedQic } from './demo/invented-qic.ts';
import { todayInParis } from './french/day.ts';
import { demoKeys, type Keys, keysIn, keysInMemory } from './proof/keys.ts';
import { migrations as decisionTables } from './proof/migrations.ts';
import { Decisions } from './proof/records.ts';
import { Rulebooks } from './proof/rulebooks.ts';
import { type Contacts, loadContacts } from './rules/contacts.ts';
import { type Rulebook, readRuleFiles, rulebookFrom } from './rules/load-rulebook.ts';
import { IndexFolder } from './store/index-folder.ts';
import { openStore } from './store/open.ts';
import { storeError } from './store/store-error.ts';
import { CurrentZones } from './zones/current.ts';
import { loadRegistry, type Registry } from './zones/registry.ts';
import { installShipped } from './zones/shipped.ts';
import { Versions, migrations as zoneTables } from './zones/versions.ts';

/**
 * Opens and checks everything that answers need: the registry, the rulebook, and the store with its perimeters (built
 * from the data folder at the first start, with invented QIC in a demonstration). `clock` is that of the remote
 * geocoder. Throws an Error of one line when a check fails.
 */
export function load(config: Config, clock?: Clock): Loaded {
  const { isDemo } = config;
  const registered = loadRegistry(config.dataFolder);
  const registry = isDemo ? withInventedQic(registered) : registered;
  const rulesFolder = join(config.dataFolder, 'rules');
  const ruleFiles = readRuleFiles(rulesFolder);
  const rulebook = rulebookFrom(ruleFiles, rulesFolder);
  const departements = loadDepartements(config.dataFolder);
  const contacts = loadContacts(config.contacts, rulebook.services);
  checkDistances(registry, rulebook);
  const database = openStore(config.database, migrations, isDemo);
  try {
    const versions = new Versions(database);
    installShipped(versions, registry);
    const rulebooks = new Rulebooks(database, (former) => checkDistances(registry, former));
    rulebooks.keep(rulebook, ruleFiles, todayInParis());
    const cache = indexFolder(config);
    const remote = new Geoplateforme({ baseUrl: config.geoplateformeUrl, timeout: 2000, tries: 2, clock });
    const addresses = new Addresses(config.addresses, config.addressProvider, remote, isDemo);
    // Before the zones are compiled, so that they are compiled once.
    if (isDemo) importInventedQic({ registry, versions, cache });
    const keys =
      config.database === ':memory:'
        ? keysInMemory()
        : keysIn(keysFolder(config), (work) => versions.exclusively(work));
    return {
      isDemo,
      registry,
      rulebook,
      contacts,
      versions,
      current: new CurrentZones(registry, versions, cache),
      cache,
      addresses,
      departements,
      rulebooks,
      decisions: new Decisions(database, config.retentionDays),
      keys: isDemo ? demoKeys(keys) : keys,
      close() {
        addresses.close();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw storeError(config.database, error);
  }
}

/** The result of `load`, for the server and the commands. */
export interface Loaded {
  /** Whether addresses and QIC are made up. */
  readonly isDemo: boolean;
  readonly registry: Registry;
  readonly rulebook: Rulebook;
  /** How to reach the services to ask, from the operator. */
  readonly contacts: Contacts;
  readonly versions: Versions;
  readonly current: CurrentZones;
  /** The compiled indexes beside the database; undefined for a database in memory. */
  readonly cache: IndexFolder | undefined;
  /** Its file is opened and checked at the first address. */
  readonly addresses: Addresses;
  readonly departements: Departements;
  /** The rulebook above and the earlier ones. */
  readonly rulebooks: Rulebooks;
  readonly decisions: Decisions;
  readonly keys: Keys;
  close(): void;
}

/** In historical order: the steps of earlier releases come first, unchanged. */
export const migrations = [
  zoneTables[0]!,
  ...decisionTables.slice(0, 3),
  ...zoneTables.slice(1),
  ...decisionTables.slice(3),
];

/** Returns the folder of the keys that sign proofs, beside the database. */
export function keysFolder(config: Pick<Config, 'database'>): string {
  return join(dirname(config.database), 'keys');
}

/** Rules may only use the distances for which situations are computed. */
function checkDistances({ distances }: Registry, rulebook: Rulebook): void {
  const known = [distances.band, distances.near];
  const unknown = rulebook.distances.find((distance) => !known.includes(distance));
  if (unknown !== undefined) {
    throw new Error(`une règle compare à ${unknown} m, mais zones.yaml ne distingue que ${known.join(' et ')} m`);
  }
}

function indexFolder(config: Config): IndexFolder | undefined {
  if (config.database === ':memory:') return undefined;
  return new IndexFolder(join(dirname(config.database), 'index'));
}
