import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { addressFiles, findAddressFiles, loadAddressSource } from '../address/local/address-source.ts';
import type { BuildInput, BuildProgress } from '../address/local/build.ts';
import { buildAddressesApart } from '../address/local/build-apart.ts';
import { type Config, readConfig } from '../config.ts';
import { todayInParis } from '../french/day.ts';
import { figure } from '../french/numbers.ts';
import { load } from '../load.ts';
import { commitImport } from '../zones/commit.ts';
import { type FetchProgress, fetchSource, findSource } from '../zones/update/fetch.ts';
import { isEmpty, joined, type PlannedUpdate, planUpdate } from '../zones/update/plan-update.ts';
import { loadSources, type Source } from '../zones/update/sources.ts';
import type { Change } from '../zones/versions.ts';
import { type Command, CommandError, expectNone, textOf } from './command.ts';

export const dataUpdate: Command = {
  name: 'data update',
  summary: 'prend les données de l’État : quartiers de toute la France, génération 2015, communes, adresses',
  usage: 'data update [--only ID[,ID…]] [--departement NN[,NN…]] [--from DOSSIER] [--force]',
  help: `Télécharge les sources de data/sources.yaml, les vérifie, et en fait une nouvelle version des périmètres. Une source
qui ne répond pas ou un fichier qui a changé : une ligne le dit, et rien ne change.

Les adresses (Base Adresse Nationale) vont dans un fichier à part, qui remplace le précédent une fois complet et vérifié.

  --only ID[,ID…]        seulement ces sources : qpv-2024, qpv-2015, communes, addresses
  --departement NN[,NN…] les adresses de ces départements (sinon : ceux de data/sources.yaml, ou tous ceux du dossier)
  --from DOSSIER         prend les fichiers dans ce dossier, sans réseau
  --force                accepte un fichier de bien moins d’adresses que celui en place`,
  options: {
    only: { type: 'string' },
    departement: { type: 'string' },
    from: { type: 'string' },
    force: { type: 'boolean' },
  },
  async run(values, positionals) {
    expectNone(positionals);
    const config = readConfig();
    const { sources, withAddresses } = chosen(loadSources(config.dataFolder), textOf(values, 'only'));
    const from = textOf(values, 'from');
    const departements = departementsOf(textOf(values, 'departement'));
    if (departements && !withAddresses) throw new CommandError('--departement ne vaut que pour les adresses');
    const folder = await mkdtemp(join(tmpdir(), 'perimetre-'));
    try {
      const commit = sources.length > 0 ? await planZones(config, sources, from, folder) : () => {};
      // The step that can fail comes before those that change something.
      if (withAddresses) await updateAddresses(config, departements, from, folder, values.force === true);
      commit();
      return 0;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Checks the sources of zones and of communes. Returns a function that makes a version of them. */
async function planZones(
  config: Config,
  sources: readonly Source[],
  from: string | undefined,
  folder: string,
): Promise<() => void> {
  const loaded = load({ ...config, addressProvider: 'off' });
  try {
    const base = loaded.current.zones.dataVersion;
    const changes: Change[] = [];
    for (const source of sources) {
      const path = from === undefined ? await withBar(source, folder) : await findSource(source, from);
      const update = await planUpdate(source, path, loaded);
      changes.push(update.change);
      process.stderr.write(`${inWords(source, update)}\n`);
    }
    const change = joined(changes);
    return () => {
      try {
        if (isEmpty(change)) {
          process.stdout.write(`tout est à jour : la version ${base} reste courante\n`);
          return;
        }
        const summary = `données de l’État : ${sources.map(({ id }) => id).join(', ')}`;
        const version = commitImport(loaded, base, change, summary, todayInParis());
        process.stdout.write(`version ${version} enregistrée et courante\n`);
      } finally {
        loaded.close();
      }
    };
  } catch (error) {
    loaded.close();
    throw error;
  }
}

function inWords({ id, what }: Source, { change, features, repaired, absent, notices }: PlannedUpdate): string {
  const changed = what === 'perimeters' ? (change.perimeters?.length ?? 0) : (change.contours?.communes.length ?? 0);
  const kept = absent.length > 0 ? ` ; ${absent.length} zones n’y sont plus et restent en vigueur` : '';
  return (
    `${id} : ${features} objets vérifiés, ${repaired} réparés, ${changed} nouveaux ou ` +
    `changés${kept}${notices.map((notice) => `\n  ${notice}`).join('')}`
  );
}

function chosen(sources: readonly Source[], only: string | undefined) {
  if (only === undefined) return { sources, withAddresses: true };
  const ids = [...new Set(only.split(',').map((id) => id.trim()))];
  const known = [...sources.map(({ id }) => id), ADDRESSES];
  const unexpected = ids.find((id) => !known.includes(id));
  if (unexpected !== undefined) {
    throw new CommandError(`--only : « ${unexpected} » n’est pas une source (${known.join(', ')})`);
  }
  const asked = ids.flatMap((id) => sources.find((source) => source.id === id) ?? []);
  return { sources: asked, withAddresses: ids.includes(ADDRESSES) };
}

const ADDRESSES = 'addresses';

function departementsOf(list: string | undefined): string[] | undefined {
  const departements = list?.split(',').map((code) => code.trim().toUpperCase());
  const unexpected = departements?.find((code) => !/^(\d{2}|2[AB]|97\d|98\d)$/.test(code));
  if (unexpected !== undefined)
    throw new CommandError(`--departement : « ${unexpected} » n’est pas le code d’un département`);
  return departements && [...new Set(departements)];
}

/** Builds the file of addresses again. Prints a line with its content, and one with what was skipped. */
async function updateAddresses(
  config: Config,
  departements: readonly string[] | undefined,
  from: string | undefined,
  folder: string,
  isSmallerAccepted: boolean,
): Promise<void> {
  const inputs =
    from === undefined ? await fetchAddresses(config, departements, folder) : await found(from, departements);
  const bar = process.stderr.isTTY ? newBar('{name} {bar} {percentage} % | reste {eta_formatted}') : null;
  let under: string | null = null;
  const progress: BuildProgress = (name, read, size) => {
    if (under !== name) {
      bar?.stop();
      bar?.start(size, 0, { name });
    }
    under = name;
    bar?.update(read);
  };
  const report = await buildAddressesApart(config.addresses, inputs, todayInParis(), {
    progress,
    isSmallerAccepted,
  }).finally(() => bar?.stop());
  const left = report.files.flatMap(({ name, withoutPosition, unreadable, unknownPositionType }) => [
    ...(withoutPosition > 0 ? [`  ${name} : ${figure(withoutPosition)} lignes sans position, laissées de côté`] : []),
    ...(unreadable > 0 ? [`  ${name} : ${figure(unreadable)} lignes illisibles, laissées de côté`] : []),
    ...(unknownPositionType > 0
      ? [`  ${name} : ${figure(unknownPositionType)} positions d’un type inconnu, tenues pour incertaines`]
      : []),
  ]);
  if (report.places === 0) left.push('  aucun lieu-dit : le fichier lieux-dits-NN-beta.csv.gz n’a pas été donné');
  if (report.repeated > 0) left.push(`  ${figure(report.repeated)} lignes qui en répètent une autre`);
  const summary =
    `addresses : ${figure(report.addresses)} adresses, ${figure(report.streets)} voies et ` +
    `${figure(report.places)} lieux-dits de ${figure(report.communes)} communes (${report.departements.join(', ')})`;
  process.stderr.write(`${[summary, ...left].join('\n')}\n`);
  process.stdout.write(`adresses chargées : ${config.addresses}\n`);
}

async function found(from: string, departements: readonly string[] | undefined): Promise<BuildInput[]> {
  const names = await findAddressFiles(from, departements);
  return names.map((name) => ({ path: join(from, name), name }));
}

async function fetchAddresses(
  config: Config,
  departements: readonly string[] | undefined,
  folder: string,
): Promise<BuildInput[]> {
  const source = loadAddressSource(config.dataFolder);
  const inputs: BuildInput[] = [];
  for (const file of addressFiles(source, departements ?? source.departements)) {
    try {
      inputs.push({ path: await withBar(file, folder), name: file.id });
    } catch (error) {
      if (!file.isOptional) throw error;
      process.stderr.write(`${(error as Error).message} : les adresses se chargent sans ce fichier\n`);
    }
  }
  return inputs;
}

/** Downloads with a progress bar when there is a terminal. */
async function withBar(source: Pick<Source, 'id' | 'url'>, folder: string): Promise<string> {
  if (!process.stderr.isTTY) return fetchSource(source, folder);
  const bar = newBar(`${source.id} {bar} {percentage} % | {megabytes} Mo | reste {eta_formatted}`);
  let isStarted = false;
  const progress: FetchProgress = (read, size) => {
    const megabytes = figure(read / 1e6);
    if (!isStarted) bar.start(size ?? read, 0, { megabytes });
    isStarted = true;
    if (size === null) bar.setTotal(read);
    bar.update(read, { megabytes });
  };
  return fetchSource(source, folder, { progress }).finally(() => bar.stop());
}

function newBar(format: string): cliProgress.SingleBar {
  return new cliProgress.SingleBar({ format, hideCursor: true }, cliProgress.Presets.rect);
}
