import { bound } from '../french/spacing.ts';
import { servicePath } from './service-path.ts';

/**
 * Creates an element with its attributes and children. An attribute that is null or false is left out; `on…` adds a
 * listener, and an `href` may be a path of the service. Texts get French spacing.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'href') made.setAttribute(name, servicePath(String(value)));
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== false) made.append(typeof child === 'string' ? bound(child) : child);
  }
  return made;
}

/** Returns an element of the page by its id. Throws when there is none. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

export type Child = Node | string | null | false;
export type Attributes = Readonly<
  Record<string, string | number | boolean | null | undefined | ((event: never) => void)>
>;
