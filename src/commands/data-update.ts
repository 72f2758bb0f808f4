import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { readConfig } from '../config.ts';
import { todayInParis } from '../day.ts';
import { load } from '../load.ts';
import { commitImport } from '../zones/commit.ts';
import { type FetchProgress, fetchSource, findSource } from '../zones/fetch.ts';
import { loadSources, type Source } from '../zones/sources.ts';
import { isEmpty, joined, type PlannedUpdate, planUpdate } from '../zones/update.ts';
import type { Change } from '../zones/versions.ts';
import { type Command, CommandError, expectNone, textOf } from './command.ts';

export const dataUpdate: Command = {
  name: 'data update',
  summary: 'prend les données de l’État : quartiers de toute la France, génération 2015, contours des communes',
  usage: 'data update [--only ID[,ID…]] [--from DOSSIER]',
  help: `Télécharge les sources de data/sources.yaml, les vérifie, et en fait une nouvelle version des périmètres. Une source
qui ne répond pas ou un fichier qui a changé : une ligne le dit, et rien ne change.

  --only ID[,ID…]      seulement ces sources : qpv-2024, qpv-2015, communes
  --from DOSSIER       prend les fichiers dans ce dossier, sans réseau`,
  options: { only: { type: 'string' }, from: { type: 'string' } },
  async run(values, positionals) {
    expectNone(positionals);
    const config = readConfig();
    const sources = chosen(loadSources(config.dataFolder), textOf(values, 'only'));
    const from = textOf(values, 'from');
    const loaded = load(config);
    const folder = await mkdtemp(join(tmpdir(), 'perimetre-'));
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
      if (isEmpty(change)) {
        process.stdout.write(`tout est à jour : la version ${base} reste courante\n`);
        return 0;
      }
      const summary = `données de l’État : ${sources.map(({ id }) => id).join(', ')}`;
      const version = commitImport(loaded, base, change, summary, todayInParis());
      process.stdout.write(`version ${version} enregistrée et courante\n`);
      return 0;
    } finally {
      await rm(folder, { recursive: true, force: true });
      loaded.close();
    }
  },
};

function inWords({ id, what }: Source, { change, features, repaired, absent, notices }: PlannedUpdate): string {
  const changed = what === 'perimeters' ? (change.perimeters?.length ?? 0) : (change.contours?.communes.length ?? 0);
  const kept = absent.length > 0 ? ` ; ${absent.length} zones n’y sont plus et restent en vigueur` : '';
  return `${id} : ${features} objets vérifiés, ${repaired} réparés, ${changed} nouveaux ou changés${kept}${notices.map((notice) => `\n  ${notice}`).join('')}`;
}

function chosen(sources: readonly Source[], only: string | undefined): readonly Source[] {
  if (only === undefined) return sources;
  return [...new Set(only.split(',').map((id) => id.trim()))].map((id) => {
    const source = sources.find((candidate) => candidate.id === id);
    if (!source)
      throw new CommandError(`--only : « ${id} » n’est pas une source (${sources.map((s) => s.id).join(', ')})`);
    return source;
  });
}

/** Fetches with a progress bar where there is a terminal to show it. */
async function withBar(source: Source, folder: string): Promise<string> {
  if (!process.stderr.isTTY) return fetchSource(source, folder);
  const bar = new cliProgress.SingleBar(
    { format: `${source.id} {bar} {percentage} % | {megabytes} Mo | reste {eta_formatted}`, hideCursor: true },
    cliProgress.Presets.rect,
  );
  let isStarted = false;
  const progress: FetchProgress = (read, size) => {
    const megabytes = (read / 1e6).toLocaleString('fr-FR', { maximumFractionDigits: 1 });
    if (!isStarted) bar.start(size ?? read, 0, { megabytes });
    isStarted = true;
    if (size === null) bar.setTotal(read);
    bar.update(read, { megabytes });
  };
  return fetchSource(source, folder, { progress }).finally(() => bar.stop());
}
