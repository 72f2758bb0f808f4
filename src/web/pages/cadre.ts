import { byId, element } from '../dom.ts';
import { servicePath } from '../service-path.ts';
import { type Check, defineCheck, type ResultDetail } from '../widget/check-element.ts';

/**
 * The widget as a page in a frame, for sites that allow no foreign script. It posts its answer and its height to the
 * page around it, once that page has sent its greeting and its origin is allowed.
 */
const origins = document
  .querySelector<HTMLMetaElement>('meta[name="perimetre-origins"]')!
  .content.split(' ')
  .filter(Boolean);
const query = new URLSearchParams(location.search);
const check = element(
  'perimetre-check' as 'div',
  Object.fromEntries(['scheme', 'date', 'theme', 'record'].map((name) => [name, query.get(name)])),
);
const content = byId('contenu');
let origin: string | null = null;
let last: object | null = null;

defineCheck(new URL(servicePath('/'), location.origin).href);
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
// A frame that is isolated has an origin of its own, to which the service does not answer.
content.append(window.origin === 'null' ? isolatedNotice() : check);

window.addEventListener('message', (event: MessageEvent) => {
  if (event.source !== window.parent || !origins.includes(event.origin)) return;
  if ((event.data as { type?: unknown } | null)?.type !== 'perimetre:hello') return;
  origin = event.origin;
  postHeight();
  if (last) postToParent(last);
});
new ResizeObserver(postHeight).observe(content);

check.addEventListener('perimetre:result', (event) => {
  const { tier, certainty, verdict, address, reference } = (event as CustomEvent<ResultDetail>).detail;
  postToParent({ type: 'perimetre:result', tier, certainty, verdict, address, reference });
});
check.addEventListener('perimetre:clear', () => postToParent({ type: 'perimetre:clear' }));
check.addEventListener('perimetre:error', (event) =>
  postToParent({ type: 'perimetre:error', ...(event as CustomEvent).detail }),
);

function isolatedNotice(): HTMLElement {
  return element(
    'p',
    { class: 'notice', role: 'alert' },
    'La vérification de l’adresse ne peut pas se faire ici : le site qui l’affiche isole ce cadre (',
    element('code', {}, 'sandbox'),
    '). Il y manque ',
    element('code', {}, 'allow-same-origin'),
    ', à côté de ',
    element('code', {}, 'allow-scripts'),
    '. Le formulaire peut être rempli sans elle.',
  );
}

function postToParent(message: object): void {
  last = message;
  if (origin === null) return;
  // The page may send the reference at any time, and the frame gets no event.
  (check as HTMLElement as Check).sent();
  window.parent.postMessage(message, origin);
}

function postHeight(): void {
  const height = Math.ceil(content.getBoundingClientRect().height);
  if (origin !== null) window.parent.postMessage({ type: 'perimetre:height', height }, origin);
}
