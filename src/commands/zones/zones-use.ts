import { readConfig } from '../../config.ts';
import { load } from '../../load.ts';
import { type Command, CommandError } from '../command.ts';

export const zonesUse: Command = {
  name: 'zones use',
  summary: 'rend courante une autre version des périmètres',
  usage: 'zones use VERSION',
  help: 'Revient à une version antérieure, ou en repart. Un service en marche la suit sans s’arrêter.',
  options: {},
  async run(_values, [version, ...others]) {
    if (version === undefined || others.length > 0) throw new CommandError('une version était attendue');
    const loaded = load(readConfig());
    try {
      if (!loaded.versions.has(version)) {
        throw new Error(`il n’y a pas de version ${version} : « perimetre zones versions » les liste`);
      }
      // A version that fails its checks is not made current.
      loaded.current.of(version);
      loaded.versions.use(version);
      process.stdout.write(`version courante : ${version}\n`);
      return 0;
    } finally {
      loaded.close();
    }
  },
};
