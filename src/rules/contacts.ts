import { z } from 'zod';
import { readDocument } from '../french/read-document.ts';
import type { Service } from './load-rulebook.ts';

/**
 * Reads the operator's table of contacts: for each code of a service, its name, phone, mail and page, all optional. An
 * empty value counts as none. Throws an Error of one French line that names the file and every wrong key.
 */
export function loadContacts(path: string | null, services: ReadonlyMap<string, Service>): Contacts {
  if (path === null) return new Map();
  const table = readDocument(path, contactsSchema);
  const unknown = Object.keys(table).filter((code) => !services.has(code));
  if (unknown.length > 0) {
    const known = [...services.keys()].join(', ');
    throw new Error(`${path} : ${unknown.join(', ')} : l’un de ces services était attendu : ${known}`);
  }
  return new Map(
    Object.entries(table).map(([code, contact]) => {
      const { name, phone, mail, page } = contact ?? {};
      return [code, { name: name || null, phone: phone || null, mail: mail || null, page: page || null }];
    }),
  );
}

/** By the code of a service. */
export type Contacts = ReadonlyMap<string, Contact>;

/** How to reach a service, as far as the operator has filled it in; never a person’s own number or mail. */
export interface Contact {
  readonly name: string | null;
  readonly phone: string | null;
  readonly mail: string | null;
  /** The URL of a page. */
  readonly page: string | null;
}

/** The contact of a service that the table lacks. */
export const NO_CONTACT: Contact = { name: null, phone: null, mail: null, page: null };

const text = (error: string, form: RegExp) => {
  const isFit = (value: unknown) => value === null || value === '' || (typeof value === 'string' && form.test(value));
  return z.custom<string | null>(isFit, { error }).optional();
};
const contactsSchema = z.record(
  z.string(),
  z
    .strictObject({
      name: text('un nom d’au plus 200 caractères était attendu', /^.{1,200}$/),
      phone: text(
        'un numéro de téléphone entre guillemets, comme "03 21 00 00 00", était attendu',
        /^\+?[\d .()-]{2,30}$/,
      ),
      mail: text('une adresse de courriel était attendue', /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/),
      page: text('une adresse en http:// ou https:// était attendue', /^https?:\/\/[^\s<>"]+$/),
    })
    .nullable(),
);
