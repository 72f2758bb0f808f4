import { readFile } from 'node:fs/promises';
import { readConfig } from '../../config.ts';
import { keysFolder } from '../../load.ts';
import { publicKeysIn } from '../../proof/keys.ts';
import { type PublicKey, readPublicKeys } from '../../proof/public-key.ts';
import { verifyProof } from '../../proof/verify.ts';
import { type Command, textOf } from '../command.ts';
import { proofInFile, proofLines, servedInWords } from './proof-file.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'dit si une preuve est authentique, sans réseau',
  usage: 'verify FICHIER [--keys CLÉS.json]',
  help: `FICHIER est le PDF délivré par le service, ou le JSON signé qui y est joint.

  --keys CLÉS.json     les clés publiques, telles que les donne /.well-known/perimetre-keys.json
                       (sans cette option, celles de cette installation)

Code de sortie : 0 si la signature est valide, 1 sinon. Une preuve de démonstration ne l’est jamais.`,
  options: { keys: { type: 'string' } },
  async run(values, positionals) {
    const proof = await proofInFile(positionals);
    const verification = await verifyProof(proof, await publicKeys(textOf(values, 'keys')));
    if (!verification.isValid) throw new Error(refusals[verification.why](proof.signature.key));
    const { key } = verification;
    process.stdout.write(
      `${proofLines(proof, null).join('\n')}\nSignature valide : clé ${key.kid}, en service ${servedInWords(key)}\n`,
    );
    return 0;
  },
};

const refusals = {
  'unknown-key': (kid: string) =>
    `signature non vérifiée : la clé ${shown(kid)} n’est pas connue ici ; --keys donne celles du service qui ` +
    'a délivré la preuve',
  altered: () => 'signature non valide : ce document a été modifié depuis qu’il a été délivré',
  'out-of-time': (kid: string) =>
    `signature refusée : la clé ${shown(kid)} n’était pas en service le jour où la preuve se dit délivrée`,
  demo: () => 'preuve de démonstration, sans valeur : ses adresses et ses QIC sont fictifs',
} as const;

async function publicKeys(path: string | undefined): Promise<readonly PublicKey[]> {
  const config = readConfig();
  if (path === undefined) return config.database === ':memory:' ? [] : ownKeys(keysFolder(config));
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`--keys : ${path} ne se lit pas (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  return readPublicKeys(text);
}

/** The keys of this installation, which only its own account may read. */
function ownKeys(folder: string): readonly PublicKey[] {
  try {
    return publicKeysIn(folder);
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Error(
      `${folder} : ce compte ne peut pas lire les clés de cette installation ; --keys donne les clés ` +
        'publiques, telles que les publie /.well-known/perimetre-keys.json',
      { cause: error },
    );
  }
}

/** The id of a key if it is well formed, since it comes from the file. */
function shown(kid: string): string {
  return /^[\w-]{1,64}$/.test(kid) ? kid : 'qu’il nomme';
}
