import type { FollowedFields } from './followed-fields.ts';
import type { Question } from './service.ts';

/**
 * Reads the question from the fields, or returns a hint about missing parts. `own` is the address field of the widget,
 * null where the page has one. `isDone`: a field was left or a suggestion chosen, so that a short address is asked too.
 */
export function readQuestion(
  widget: HTMLElement,
  fields: FollowedFields,
  own: OwnAddress | null,
  isDone: boolean,
): Question | string {
  const address = own ? own.text.trim() : fields.address;
  if (address === null || address.length < (isDone ? FEWEST : ENOUGH)) return own ? '' : EMPTY;
  if (fields.date === null) return 'Indiquez aussi la date : la réponse en dépend.';
  return questionAbout(widget, {
    address: address.slice(0, LONGEST),
    citycode: own?.suggested?.citycode ?? fields.code('citycode-for'),
    postcode: own?.suggested?.postcode ?? fields.code('postcode-for'),
    date: fields.date === undefined ? widget.getAttribute('date') : fields.date,
  });
}

/** The question about an address, with the scheme that the widget names. */
export function questionAbout(widget: HTMLElement, { address, citycode, postcode, date }: AddressOnDate): Question {
  const scheme = widget.getAttribute('scheme');
  return {
    address,
    ...(citycode ? { citycode } : {}),
    ...(postcode ? { postcode } : {}),
    ...(date ? { date } : {}),
    ...(scheme ? { scheme } : {}),
  };
}

export interface OwnAddress {
  readonly text: string;
  readonly suggested: { readonly citycode: string; readonly postcode: string } | null;
}

export interface AddressOnDate {
  readonly address: string;
  readonly citycode: string | undefined;
  readonly postcode: string | undefined;
  readonly date: string | null;
}

const EMPTY = 'La réponse s’affichera ici, une fois l’adresse indiquée.';
/** Characters of an address: the minimum, the minimum during typing, and the maximum of the service. */
const FEWEST = 3;
const ENOUGH = 10;
const LONGEST = 200;
