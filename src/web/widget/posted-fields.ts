import { element } from '../dom.ts';

/**
 * The hidden fields that the widget keeps among its children, in the page itself: any form posts them, however it is
 * sent. They are put back where a script of the page removes or rewrites them.
 */
export class PostedFields {
  readonly #widget: HTMLElement;
  readonly #listeners: PostedListeners;
  readonly #inputs = new Map<string, HTMLInputElement>();
  #isDisabled = false;
  readonly #observer = new MutationObserver(() => {
    if (![...this.#inputs].every(([name, input]) => this.#isIntact(name, input))) this.#place();
  });

  constructor(widget: HTMLElement, listeners: PostedListeners) {
    this.#widget = widget;
    this.#listeners = listeners;
  }

  observe(): void {
    this.#observer.observe(this.#widget, {
      ...{ childList: true, subtree: true, attributes: true },
      attributeFilter: ['name', 'type', MARK],
    });
  }

  stop(): void {
    this.#observer.disconnect();
  }

  put(values: ReadonlyMap<string, string>, isDisabled: boolean): void {
    this.#isDisabled = isDisabled;
    for (const [name, input] of this.#inputs) {
      if (values.has(name)) continue;
      // A script may still hold the field.
      input.defaultValue = '';
      input.remove();
      this.#inputs.delete(name);
    }
    for (const [name, value] of values) {
      const input = this.#inputs.get(name) ?? this.#made(name);
      input.defaultValue = value;
      this.#inputs.set(name, input);
    }
    this.#place();
  }

  /** The values that the form posts for the current fields of the page. */
  entries(): ReadonlyMap<string, string> {
    const form = (this.#widget as HTMLElement & { form: HTMLFormElement | null }).form;
    const inForm = [...this.#inputs].filter(
      ([name, input]) => input.name === name && input.form === form && !input.matches(':disabled'),
    );
    return new Map(inForm.map(([name, input]) => [name, input.defaultValue]));
  }

  /** The values of `data`, taken when the fields held `before`, replaced by those that they hold now. */
  correct(data: FormData, before: ReadonlyMap<string, string>): void {
    const now = this.entries();
    for (const name of new Set([...before.keys(), ...now.keys()])) {
      const value = now.get(name);
      if (value === before.get(name)) continue;
      const all = data.getAll(name);
      all.splice(this.#rankOf(name), before.has(name) ? 1 : 0, ...(value === undefined ? [] : [value]));
      data.delete(name);
      for (const one of all) data.append(name, one as string);
    }
  }

  /** Number of other widgets in the page that post the same name before this one. */
  #rankOf(name: string): number {
    const root = this.#widget.getRootNode() as Document | ShadowRoot;
    const same = [...root.querySelectorAll<HTMLInputElement>(`input[${MARK}]`)].filter(
      (input) => input.name === name && input.form === this.#inputs.get(name)?.form && !input.matches(':disabled'),
    );
    return Math.max(0, same.indexOf(this.#inputs.get(name)!));
  }

  #isIntact(name: string, input: HTMLInputElement): boolean {
    return (
      input.parentNode === this.#widget && input.name === name && input.type === 'hidden' && input.hasAttribute(MARK)
    );
  }

  #place(): void {
    for (const [name, input] of [...this.#inputs]) {
      if (input.name === name && input.type === 'hidden' && input.hasAttribute(MARK)) continue;
      // A script made another field of it.
      const again = this.#made(name);
      again.defaultValue = this.#inputs.get(name)!.defaultValue;
      this.#inputs.set(name, again);
    }
    const mine = [...this.#inputs.values()];
    for (const old of this.#widget.querySelectorAll<HTMLInputElement>(`input[${MARK}]`)) {
      if (!mine.includes(old)) old.remove();
    }
    const form = this.#widget.getAttribute('form');
    for (const input of mine) {
      input.disabled = this.#isDisabled;
      if (form === null) input.removeAttribute('form');
      else input.setAttribute('form', form);
      if (input.parentNode !== this.#widget) this.#widget.append(input);
    }
  }

  #made(name: string): HTMLInputElement {
    // No browser restores an earlier answer into it.
    const input = element('input', { type: 'hidden', name, [MARK]: true, autocomplete: 'off' });
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
    Object.defineProperty(input, 'value', {
      configurable: true,
      get: () => {
        this.#listeners.onReading();
        const value: string = get!.call(input);
        this.#listeners.onRead(value);
        return value;
      },
      set: (value: string) => set!.call(input, value),
    });
    return input;
  }
}

export interface PostedListeners {
  /** A script of the page reads the value of a field; what `put` changes now is what it reads. */
  readonly onReading: () => void;
  readonly onRead: (value: string) => void;
}

const MARK = 'data-perimetre';
