import { readPublicKeys } from '../decisions/public-key.ts';
import { readProof } from '../decisions/read-proof.ts';
import { readReference } from '../decisions/reference.ts';
import { type Verification, verifyProof } from '../decisions/verify.ts';
import type { Outcome, Tier } from './answers.ts';
import { byId, element } from './dom.ts';
import { longDate } from './french.ts';
import { fact, outcomeNodes } from './proof/outcome-list.ts';

/** The page that checks a proof: from its file, which is read here and sent nowhere, or from its reference. */
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
    location.assign(`/reponses/${reference}`);
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
  const keys = await fetch('/.well-known/perimetre-keys.json', { credentials: 'omit' });
  if (!keys.ok) throw new Error('Les clés publiques de ce service ne viennent pas : réessayez dans un instant.');
  let result: Verification;
  try {
    result = await verifyProof(proof, readPublicKeys(await keys.text()));
  } catch {
    throw new Error(
      'Ce navigateur ne sait pas vérifier une signature Ed25519 : prenez-en un plus récent, ou la commande « perimetre verify ».',
    );
  }
  if (!result.isValid) return [seal(false, 'Cette preuve n’est pas valable', REFUSALS[result.why])];
  const { place, answer, dataVersion, rulesVersion, issuedOn, issuer, reference } = proof;
  return [
    seal(
      true,
      'La signature est valable',
      `Ce document a été délivré par ce service le ${longDate(issuedOn)}, et n’a pas changé depuis.`,
    ),
    element(
      'dl',
      { class: 'facts' },
      ...fact('Référence', reference),
      ...fact('Délivré par', issuer.url === null ? issuer.name : `${issuer.name} (${issuer.url})`),
      ...fact(
        'Lieu',
        place === null
          ? 'non indiqué : ce document ne prouve rien d’une adresse particulière'
          : `${place.address ?? 'un point'} (${place.lon.toLocaleString('fr-FR', DEGREES)} ; ${place.lat.toLocaleString('fr-FR', DEGREES)})`,
      ),
    ),
    ...(await outcomeNodes({
      ...answer,
      tier: answer.tier as Tier,
      verdicts: answer.verdicts.map(({ scheme, verdict: outcome }) => ({ scheme, verdict: outcome as Outcome })),
      dataVersion,
      rulesVersion,
    })),
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

const REFUSALS = {
  altered: 'Son contenu ou sa signature ont changé depuis qu’elle a été délivrée : ne vous y fiez pas.',
  'unknown-key': 'Elle n’est signée par aucune clé de ce service : elle vient d’un autre, ou de personne.',
  'out-of-time': 'Elle est datée d’un jour où la clé qui la signe ne servait pas : ne vous y fiez pas.',
} as const;
const DEGREES = { maximumFractionDigits: 6 } as const;
/** Bytes. */
const LARGEST = 30_000_000;
