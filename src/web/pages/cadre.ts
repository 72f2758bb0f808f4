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
content.append(check);

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
