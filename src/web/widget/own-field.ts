import type { Candidate } from '../answers.ts';
import { type AddressField, addressField } from '../question/address-field.ts';
import { isComposing } from '../question/composing.ts';

/** Address field of the widget, where the page has none. */
export function ownField(origin: string, { onChoose, onInput, onDone }: OwnFieldListeners): AddressField {
  const field = addressField({
    id: 'adresse',
    label: 'Adresse',
    hint: 'Numéro, rue et commune',
    origin,
    withoutAddresses: 'Ce service ne propose pas d’adresse.',
    onChoose,
    onInput,
  });
  field.input.addEventListener('change', onDone);
  field.input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return;
    // Enter starts a check and must not submit the form.
    event.preventDefault();
    field.close();
    onDone();
  });
  return field;
}

export interface OwnFieldListeners {
  readonly onChoose: (candidate: Candidate) => void;
  readonly onInput: () => void;
  /** The address is complete: its field was left, or Enter pressed. */
  readonly onDone: () => void;
}
