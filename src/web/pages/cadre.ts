import { byId, element } from '../dom.ts';
import { defineCheck, type ResultDetail } from '../widget/check-element.ts';

/**
 * The widget as a page to be framed, for sites that allow no script of ours. It tells the page around it what was
 * answered and how high it is, once that page has said hello and its origin is one of those allowed.
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

defineCheck(location.origin);
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
content.append(check);

window.addEventListener('message', (event: MessageEvent) => {
  if (event.source !== window.parent || !origins.includes(event.origin)) return;
  if ((event.data as { type?: unknown } | null)?.type !== 'perimetre:hello') return;
  origin = event.origin;
  tellHeight();
  if (last) tell(last);
});
new ResizeObserver(tellHeight).observe(content);

check.addEventListener('perimetre:result', (event) => {
  const { tier, certainty, verdict, address, reference } = (event as CustomEvent<ResultDetail>).detail;
  tell({ type: 'perimetre:result', tier, certainty, verdict, address, reference });
});
check.addEventListener('perimetre:clear', () => tell({ type: 'perimetre:clear' }));
check.addEventListener('perimetre:error', (event) =>
  tell({ type: 'perimetre:error', ...(event as CustomEvent).detail }),
);

function tell(message: object): void {
  last = message;
  if (origin !== null) window.parent.postMessage(message, origin);
}

function tellHeight(): void {
  const height = Math.ceil(content.getBoundingClientRect().height);
  if (origin !== null) window.parent.postMessage({ type: 'perimetre:height', height }, origin);
}
