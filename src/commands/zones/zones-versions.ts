import { readConfig } from '../../config.ts';
import { load } from '../../load.ts';
import { type Command, expectNone } from '../command.ts';

export const zonesVersions: Command = {
  name: 'zones versions',
  summary: 'liste les versions des périmètres',
  usage: 'zones versions [--json]',
  help: 'La plus récente d’abord ; une étoile marque celle qui répond. Aucune n’est jamais effacée.',
  options: { json: { type: 'boolean' } },
  async run(values, positionals) {
    expectNone(positionals);
    const loaded = load(readConfig());
    try {
      const versions = loaded.versions.list();
      if (values.json === true) process.stdout.write(`${JSON.stringify(versions, null, 2)}\n`);
      else {
        for (const { id, createdAt, summary, isCurrent } of versions) {
          process.stdout.write(`${isCurrent ? '*' : ' '} ${id}  ${inParis(createdAt)}  ${summary}\n`);
        }
      }
      return 0;
    } finally {
      loaded.close();
    }
  },
};

/** `2026-11-21 09:48`: in Paris time, like the days of the versions. */
function inParis(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE', {
    timeZone: 'Europe/Paris',
    dateStyle: 'short',
    timeStyle: 'short',
  });
}
