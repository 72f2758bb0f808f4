import { longDate } from '../../french/dates.ts';
import type { Decision, EligibilityAnswer } from '../answers.ts';
import { ApiError, ask, toError } from '../api.ts';
import { element } from '../dom.ts';
import { servicePath } from '../service-path.ts';

/**
 * Lets a person keep an answer: print it, record it without the address under a reference, and download its signed
 * proof. `question` is the body sent to `POST /v1/eligibility`, `shown` its answer. `onChanged` is called when the same
 * question now has another answer.
 */
export function keepPanel(
  question: Readonly<Record<string, unknown>>,
  shown: EligibilityAnswer,
  onChanged: () => void,
): HTMLElement {
  const status = element('div', { class: 'kept', role: 'status' });
  const record = element('button', { type: 'button', onclick: () => run(keep) }, 'Garder cette réponse');
  const panel = element(
    'section',
    { class: 'keep no-print', 'aria-labelledby': 'garder' },
    element('h2', { id: 'garder', class: 'section' }, 'Garder cette réponse'),
    element(
      'p',
      {},
      'Le service peut enregistrer la réponse, sans l’adresse ni aucun fait vous concernant : quartiers, ' +
        'dispositifs, date et versions. Une référence permet ensuite de la retrouver, et d’en tirer une preuve signée.',
    ),
    element(
      'p',
      { class: 'actions' },
      record,
      ' ',
      element('button', { type: 'button', onclick: () => window.print() }, 'Imprimer'),
    ),
    status,
  );

  const run = async (work: () => Promise<void>) => {
    record.disabled = true;
    try {
      await work();
    } catch (error) {
      status.replaceChildren(element('p', { class: 'field-error' }, messageOf(error)));
      record.disabled = false;
      // A disabled button loses the focus.
      record.focus();
    }
  };

  const keep = async () => {
    const answer = await ask<EligibilityAnswer>('/v1/eligibility', { body: { ...question, record: true } });
    const { decision } = answer;
    if (!decision) throw new ApiError('Ce service n’enregistre pas les réponses.', 0);
    if (JSON.stringify(answer.verdicts) !== JSON.stringify(shown.verdicts)) {
      // Only an answer that the person has read is kept.
      await erased(decision);
      onChanged();
      return;
    }
    const card = recorded(decision, question, () => {
      record.hidden = false;
      record.disabled = false;
    });
    status.replaceChildren(card);
    record.hidden = true;
    card.focus();
  };
  return panel;
}

function recorded(decision: Decision, question: Readonly<Record<string, unknown>>, onErased: () => void): HTMLElement {
  const { reference, secret, expiresOn } = decision;
  const withPlace = element('input', { type: 'checkbox', checked: true });
  const status = element('p', { role: 'status', tabindex: -1 });
  const guarded = (work: () => Promise<string>) => async () => {
    try {
      status.className = '';
      status.textContent = await work();
    } catch (error) {
      status.className = 'field-error';
      status.textContent = messageOf(error);
    }
  };
  const proof = guarded(async () => {
    const response = await fetch(servicePath(`/v1/decisions/${reference}/proof`), {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json', accept: 'application/pdf' },
      body: JSON.stringify({ question, show: { place: withPlace.checked } }),
    });
    if (!response.ok) throw await toError(response);
    save(await response.blob(), `perimetre-${reference}.pdf`);
    return 'La preuve est téléchargée.';
  });
  const erase = guarded(async () => {
    await erased(decision);
    card.replaceChildren(status);
    status.focus();
    onErased();
    return 'La réponse enregistrée est effacée.';
  });
  const card = element(
    'div',
    { class: 'card', tabindex: -1, role: 'group', 'aria-label': 'La réponse gardée' },
    element('p', {}, 'Référence : ', element('a', { href: `/reponses/${reference}`, class: 'reference' }, reference)),
    element('p', { class: 'soft' }, `Sera effacée le ${longDate(expiresOn)}. Ce lien ne porte aucune adresse.`),
    element(
      'p',
      {},
      'Code d’effacement, à noter : il n’est montré qu’ici. ',
      element('code', { class: 'reference' }, secret),
    ),
    element(
      'label',
      { class: 'choice' },
      withPlace,
      element('span', {}, 'Écrire l’adresse dans la preuve (elle n’est pas gardée par le service)'),
    ),
    element(
      'p',
      { class: 'actions' },
      element('button', { type: 'button', class: 'primary', onclick: proof }, 'Télécharger la preuve (PDF)'),
      ' ',
      element('button', { type: 'button', onclick: erase }, 'Effacer l’enregistrement'),
    ),
    status,
  );
  return card;
}

async function erased({ reference, secret }: Decision): Promise<void> {
  const response = await fetch(servicePath(`/v1/decisions/${reference}`), {
    method: 'DELETE',
    credentials: 'omit',
    headers: { authorization: `Bearer ${secret}` },
  });
  if (!response.ok) throw await toError(response);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Le service ne répond pas : réessayez dans un instant.';
}
