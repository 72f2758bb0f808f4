import { longDate } from '../../french/dates.ts';
import { readPublicKeys } from '../../proof/public-key.ts';
import { readProof } from '../../proof/read-proof.ts';
import { readReference } from '../../proof/reference.ts';
import { type Verification, verifyProof } from '../../proof/verify.ts';
import { byId, element } from '../dom.ts';
import { proofNodes } from '../proof/proof-in-words.ts';
import { servicePath } from '../service-path.ts';

/**
 * The page that checks a proof: from its file, which is read in the browser and sent nowhere, or from its reference.
 */
const drop = byId<HTMLFormElement>('fichier');
const file = byId<HTMLInputElement>('preuve');
const verdict = byId('verdict');

file.addEventListener('change', () => {
  const [chosen] = file.files ?? [];
  if (chosen) check(chosen);
});
for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    const [dropped] = name === 'drop' ? (event.dataTransfer?.files ?? []) : [];
    if (dropped) check(dropped);
  });
}

byId('par-reference').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = byId<HTMLInputElement>('reference');
  const error = byId('reference-erreur');
  const reference = readReference(field.value);
  error.hidden = reference !== null;
  if (reference !== null) {
    location.assign(servicePath(`/reponses/${reference}`));
    return;
  }
  error.textContent = 'Ce n’est pas une référence : 26 lettres et chiffres sont attendus.';
  field.setAttribute('aria-invalid', 'true');
  field.focus();
});

async function check(chosen: File): Promise<void> {
  verdict.replaceChildren(element('p', {}, 'Lecture…'));
  try {
    verdict.replaceChildren(...(await checked(chosen)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    verdict.replaceChildren(seal(false, 'Ce fichier ne se vérifie pas', message));
  }
}

async function checked(chosen: File): Promise<HTMLElement[]> {
  if (chosen.size > LARGEST) throw new Error('Ce fichier est trop grand pour être une preuve de ce service.');
  const proof = await readProof(new Uint8Array(await chosen.arrayBuffer()));
  const answer = await fetch(servicePath('/.well-known/perimetre-keys.json'), { credentials: 'omit' });
  if (!answer.ok) throw new Error('Les clés publiques de ce service ne viennent pas : réessayez dans un instant.');
  const keys = readPublicKeys(await answer.text());
  let result: Verification;
  try {
    result = await verifyProof(proof, keys);
  } catch {
    throw new Error(
      'Ce navigateur ne sait pas vérifier une signature Ed25519 : prenez-en un plus récent, ou demandez à ce service ' +
        'de vérifier la preuve.',
    );
  }
  if (!result.isValid) {
    if (result.why !== 'demo') return [seal(false, 'Cette preuve n’est pas valable', REFUSALS[result.why])];
    return [seal(false, 'Preuve de démonstration, sans valeur', OF_A_DEMO), ...(await proofNodes(proof))];
  }
  return [
    seal(
      true,
      'Les données signées sont intactes',
      `Ce service les a délivrées le ${longDate(proof.issuedOn)}, et elles n’ont pas changé depuis.`,
    ),
    element(
      'p',
      { class: 'notice doubt' },
      'La signature porte sur les données jointes au fichier, et non sur ce qui est imprimé : comparez le ' +
        'document à ce qui suit, qui seul fait foi.',
    ),
    ...(await proofNodes(proof)),
  ];
}

function seal(isGood: boolean, title: string, text: string): HTMLElement {
  return element(
    'div',
    { class: isGood ? 'seal' : 'seal broken' },
    element('h2', {}, element('span', { class: 'sign', 'aria-hidden': 'true' }, isGood ? '✓' : '✕'), title),
    element('p', {}, text),
  );
}

const OF_A_DEMO = 'Une démonstration l’a délivrée, d’après des adresses et des QIC fictifs : elle ne prouve rien.';
const REFUSALS = {
  altered: 'Son contenu ou sa signature ont changé depuis qu’elle a été délivrée : ne vous y fiez pas.',
  'unknown-key': 'Elle n’est signée par aucune clé de ce service : elle vient d’un autre, ou de personne.',
  'out-of-time': 'Elle est datée d’un jour où la clé qui la signe ne servait pas : ne vous y fiez pas.',
} as const;
/** Bytes. */
const LARGEST = 30_000_000;
