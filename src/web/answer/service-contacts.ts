import type { Verdict } from '../answers.ts';
import { ask } from '../api.ts';
import { element } from '../dom.ts';

/** Loads the contacts of the services to ask, by their code; none where they do not load. */
export function askContacts(): Promise<Contacts> {
  asked ??= ask<{ contacts: readonly (ServiceContact & { readonly code: string })[] }>('/v1/contacts').then(
    ({ contacts }) => new Map(contacts.map((contact) => [contact.code, contact])),
    () => new Map(),
  );
  return asked;
}

let asked: Promise<Contacts> | undefined;

export type Contacts = ReadonlyMap<string, ServiceContact>;

/** How to reach a service; null where the operator gave nothing. */
export interface ServiceContact {
  readonly name: string | null;
  readonly phone: string | null;
  readonly mail: string | null;
  readonly page: string | null;
}

/** Writes a service to ask, with its contacts where they are known. */
export function serviceNode({ code, label }: Verdict['whomToAsk'][number], contacts: Contacts): HTMLElement {
  const { name = null, phone = null, mail = null, page = null } = contacts.get(code) ?? {};
  const links = [
    name,
    phone && element('a', { href: `tel:${phone.replace(/[^\d+]/g, '')}` }, phone),
    mail && element('a', { href: `mailto:${mail}` }, mail),
    page && element('a', { href: page, rel: 'noreferrer' }, 'sa page'),
  ].filter((part) => part !== null && part !== '');
  return element('span', { class: 'service' }, label, ...links.flatMap((part, i) => [i === 0 ? ' : ' : ', ', part]));
}
