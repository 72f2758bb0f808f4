import { readConfig } from '../../config.ts';
import { load } from '../../load.ts';
import type { Outcome } from '../../proof/outcome.ts';
import type { Proof } from '../../proof/proof.ts';
import { shownBy } from '../../proof/prove.ts';
import { isSameOutcome, isSameVerdict } from '../../proof/same-outcome.ts';
import { verifyProof } from '../../proof/verify.ts';
import { type Replay, replay as replayed } from '../../questions/replay.ts';
import type { Command } from '../command.ts';
import { certaintyLabel, proofInFile, proofLines, verdictLabel, zoneLabel } from './proof-file.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'répond de nouveau à la question d’une preuve, sous ses versions puis sous celles d’aujourd’hui',
  usage: 'replay FICHIER',
  help: `FICHIER est le PDF délivré par le service, ou le JSON signé qui y est joint. Montre, dispositif par dispositif, ce qui a changé.
Une adresse reste au point que dit la preuve : un autre fichier d’adresses n’est pas un changement de règles.

Code de sortie : 0 si la réponse est la même sous les versions de la preuve, 1 sinon.`,
  options: {},
  async run(_values, positionals) {
    const proof = await proofInFile(positionals);
    const shown = shownBy(proof);
    if (!shown.place || !shown.facts) {
      const what = shown.place ? 'les faits de la demande' : 'le lieu';
      throw new Error(`cette preuve ne dit pas ${what} : la question ne peut pas être posée de nouveau`);
    }
    const loaded = load(readConfig());
    try {
      const verification = await verifyProof(proof, loaded.keys.list());
      if (!verification.isValid && verification.why === 'altered') {
        throw new Error('signature non valide : ce document a été modifié depuis qu’il a été délivré');
      }
      const isOfDemo = !verification.isValid && verification.why === 'demo';
      const notes = verification.isValid
        ? []
        : isOfDemo
          ? ['Preuve de démonstration, sans valeur : ses adresses et ses QIC sont fictifs.']
          : ['Attention : cette installation ne peut pas vérifier la signature.'];
      const { placed, then, now } = await replayed(proof, loaded);
      if (placed !== 'question' && placed !== 'addresses') notes.push(placeNotes[placed]);
      const isSame = isSameOutcome(proof.answer, then.answer);
      const lines = [
        ...proofLines(proof, loaded.current.zones.distances.band),
        ...notes,
        `Sous ses propres versions : ${isSame ? 'même réponse' : 'réponse différente'}`,
        ...differences(proof.answer, then.answer),
        `Aujourd’hui, ${versionsInWords(then, now)} : ` +
          `${isSameOutcome(then.answer, now.answer) ? 'même réponse' : 'réponse différente'}`,
        ...differences(then.answer, now.answer),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      return isSame ? 0 : 1;
    } finally {
      loaded.close();
    }
  },
};

const placeNotes: Readonly<Record<Exclude<Replay['placed'], 'question' | 'addresses'>, string>> = {
  moved: 'Le fichier d’adresses place cette adresse ailleurs depuis : le point de la preuve est repris.',
  point: 'L’adresse n’est pas dans le fichier d’adresses d’ici : seul le point de la preuve est repris.',
};

function versionsInWords(then: Outcome, now: Outcome): string {
  const versions = (what: string, before: string, after: string) =>
    before === after ? `mêmes ${what} (${after})` : `${what} ${after} au lieu de ${before}`;
  const data = versions('données', then.dataVersion, now.dataVersion);
  return `${data}, ${versions('règles', then.rulesVersion, now.rulesVersion)}`;
}

/** Returns the differences between two answers, one per line; the unchanged schemes are listed last. */
export function differences(before: Proof['answer'], after: Proof['answer']): string[] {
  const lines: string[] = [];
  const line = (what: string, was: string, is: string) => {
    if (was !== is) lines.push(`  ${what} : ${was} → ${is}`);
  };
  line('génération', before.generation ?? 'aucune', after.generation ?? 'aucune');
  line('situation', before.tier, after.tier);
  line('certitude', certaintyLabel(before.certainty), certaintyLabel(after.certainty));
  line('quartiers', quartersOf(before), quartersOf(after));
  const unchanged: string[] = [];
  for (const was of before.verdicts) {
    const is = after.verdicts.find(({ scheme }) => scheme === was.scheme);
    if (is === undefined)
      lines.push(`  ${was.scheme} : ${verdictLabel(was)} → ce dispositif n’est plus dans les règles`);
    else if (!isSameVerdict(was, is))
      lines.push(`  ${was.scheme} : ${verdictLabel(was)} → ${verdictLabel(is)}`, ...wording(was, is));
    else if (wording(was, is).length > 0)
      lines.push(`  ${was.scheme} : ${verdictLabel(is)}, inchangé`, ...wording(was, is));
    else unchanged.push(was.scheme);
  }
  for (const { scheme, ...is } of after.verdicts) {
    if (!before.verdicts.some((was) => was.scheme === scheme))
      lines.push(`  ${scheme} : nouveau dispositif, ${verdictLabel(is)}`);
  }
  return unchanged.length > 0 ? [...lines, `  inchangés : ${unchanged.join(', ')}`] : lines;
}

function quartersOf({ zones }: Proof['answer']): string {
  return zones.length === 0 ? 'aucun' : zones.map(zoneLabel).join(', ');
}

/** The reasons, conditions and notices that only one of the two verdicts has. */
function wording(was: Proof['answer']['verdicts'][number], is: Proof['answer']['verdicts'][number]): string[] {
  return (['reasons', 'conditions', 'notices'] as const).flatMap((part) => {
    const [before, after] = [was, is].map((verdict) => verdict[part].map(({ message }) => message)) as [
      string[],
      string[],
    ];
    return [
      ...before.filter((message) => !after.includes(message)).map((message) => `    − ${message}`),
      ...after.filter((message) => !before.includes(message)).map((message) => `    + ${message}`),
    ];
  });
}
