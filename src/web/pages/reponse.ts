import { longDate } from '../../french/dates.ts';
import { ApiError, ask, toError } from '../api.ts';
import { byId, element } from '../dom.ts';
import { outcomeNodes, type RecordedOutcome } from '../proof/outcome-list.ts';
import { askQuarterNames, withUsualNames } from '../quarter-names.ts';
import { servicePath } from '../service-path.ts';

/** The page of a recorded answer: its outcome, and its erasure. It has neither the address nor the question. */
const shown = byId('reponse');
const reference = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');

try {
  const decision = await ask<RecordedOutcome & { reference: string; recordedOn: string; expiresOn: string }>(
    `/v1/decisions/${encodeURIComponent(reference)}`,
  );
  shown.replaceChildren(
    element('p', { class: 'reference' }, decision.reference),
    element(
      'p',
      { class: 'notice' },
      `Enregistrée le ${longDate(decision.recordedOn)}, elle sera effacée le ${longDate(decision.expiresOn)}. ` +
        'Elle ne dit rien de l’adresse : ni l’adresse, ni le point, ni les faits indiqués ne sont gardés. C’est ' +
        'une indication, et non une décision.',
    ),
    ...(await outcomeNodes(withUsualNames(decision, await askQuarterNames()))),
    element(
      'p',
      { class: 'no-print' },
      'Cette page ne dit rien d’un document imprimé : ',
      element('a', { href: '/verifier' }, 'vérifiez la preuve elle-même'),
      '.',
    ),
    eraseForm(),
  );
} catch (error) {
  const message = error instanceof ApiError ? error.message : 'La page n’a pas pu s’afficher : rechargez-la.';
  shown.replaceChildren(
    element('p', { class: 'notice bad', role: 'alert' }, message),
    element('p', {}, element('a', { href: '/verifier' }, 'Chercher une autre référence')),
  );
}

function eraseForm(): HTMLElement {
  const code = element('input', {
    id: 'code',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'code-aide code-erreur',
  });
  const problem = element('p', { id: 'code-erreur', class: 'field-error', hidden: true });
  const form = element(
    'form',
    { novalidate: true },
    element('label', { for: 'code' }, 'Code d’effacement'),
    element('p', { class: 'hint', id: 'code-aide' }, 'Celui qui a été montré lors de l’enregistrement.'),
    element('div', { class: 'line' }, code, element('button', { type: 'submit' }, 'Effacer')),
    problem,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const response = await fetch(servicePath(`/v1/decisions/${encodeURIComponent(reference)}`), {
        method: 'DELETE',
        credentials: 'omit',
        headers: { authorization: `Bearer ${code.value.trim()}` },
      });
      if (!response.ok) throw await toError(response);
      const notice = element('p', { class: 'notice', role: 'status', tabindex: -1 }, 'La réponse est effacée.');
      shown.replaceChildren(notice);
      notice.focus();
    } catch (error) {
      problem.textContent =
        error instanceof ApiError ? error.message : 'Le service ne répond pas : réessayez dans un instant.';
      problem.hidden = false;
      code.setAttribute('aria-invalid', 'true');
      code.focus();
    }
  });
  return element('details', { class: 'no-print' }, element('summary', {}, 'Effacer cette réponse'), form);
}
