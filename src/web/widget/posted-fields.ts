import { element } from '../dom.ts';

/** Puts hidden fields into the widget, in the light DOM: any form posts them, however it is submitted. */
export function putPostedFields(
  widget: HTMLElement,
  fields: readonly (readonly [name: string, value: string])[],
  isDisabled: boolean,
): void {
  for (const old of widget.querySelectorAll('input[data-perimetre]')) old.remove();
  widget.append(
    ...fields.map(([name, value]) =>
      element('input', {
        type: 'hidden',
        name,
        value,
        'data-perimetre': true,
        disabled: isDisabled,
        form: widget.getAttribute('form'),
      }),
    ),
  );
}
