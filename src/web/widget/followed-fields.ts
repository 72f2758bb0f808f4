/**
 * The fields of the page that the widget reads, by their ids, wherever they come from and whenever. Only `write`
 * changes them. Each edit calls a listener, while it is typed and once it is done.
 */
export class FollowedFields {
  readonly #root: Document | ShadowRoot;
  readonly #ids: ReadonlyMap<Role, readonly string[]>;
  readonly #listeners: FieldListeners;
  readonly #listener = (event: Event) => this.#follow(event);
  #isWriting = false;

  constructor(widget: HTMLElement, listeners: FieldListeners) {
    this.#root = widget.getRootNode() as Document | ShadowRoot;
    this.#listeners = listeners;
    const listed = (name: string) => (widget.getAttribute(name) ?? '').split(/\s+/).filter(Boolean);
    this.#ids = new Map(ROLES.map((role) => [role, listed(role)]));
    for (const type of TYPES) this.#root.addEventListener(type, this.#listener);
  }

  stop(): void {
    for (const type of TYPES) this.#root.removeEventListener(type, this.#listener);
  }

  /** Whether the page has its own address field. */
  get hasAddress(): boolean {
    return this.#idsOf('for').length > 0;
  }

  /** Whether a person is in one of the fields. */
  get hasFocus(): boolean {
    const { activeElement } = this.#root;
    return activeElement !== null && this.#isFollowed(activeElement);
  }

  /** Ids without an element in the page. */
  get missing(): string[] {
    return [...this.#ids.values()].flat().filter((id) => this.#root.getElementById(id) === null);
  }

  /** The address on one line; null while a required part is empty. */
  get address(): string | null {
    const parts = this.#idsOf('for').map((id) => this.#valueOf(id));
    // The first of several fields, the house number, may be empty; the others are required.
    const needed = parts.length > 2 ? parts.slice(1) : parts;
    return needed.includes('') ? null : parts.filter(Boolean).join(' ');
  }

  /** Undefined where no such field is followed, or it has no such code. */
  code(role: 'citycode-for' | 'postcode-for'): string | undefined {
    const value = this.#idsOf(role).map((id) => this.#valueOf(id))[0];
    return value !== undefined && /^\d[\dAB]\d{3}$/i.test(value) ? value.toUpperCase() : undefined;
  }

  /**
   * As `YYYY-MM-DD`, also from a text like `31/12/2024`; undefined where no date is followed, null while it is empty.
   */
  get date(): string | null | undefined {
    const [id] = this.#idsOf('date-for');
    if (id === undefined) return undefined;
    const value = this.#valueOf(id).replace(/^(\d\d)[/.](\d\d)[/.](\d{4})$/, '$3-$2-$1');
    return /^\d{4}-\d\d-\d\d$/.test(value) ? value : null;
  }

  /** Writes the chosen address into the page's own field, where it is a single field. */
  write(address: string): void {
    const [id, ...others] = this.#idsOf('for');
    const field = id === undefined || others.length > 0 ? null : this.#root.getElementById(id);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    this.#isWriting = true;
    field.value = address;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    this.#isWriting = false;
  }

  #follow({ type, target }: Event): void {
    if (this.#isWriting || !(target instanceof Element)) return;
    if (!this.#isFollowed(target)) return;
    if (type === 'focusout') this.#listeners.onLeave();
    else this.#listeners.onEdit(type === 'change');
  }

  #isFollowed({ id }: Element): boolean {
    return [...this.#ids.values()].some((ids) => ids.includes(id));
  }

  #idsOf(role: Role): readonly string[] {
    return this.#ids.get(role) ?? [];
  }

  #valueOf(id: string): string {
    const field = this.#root.getElementById(id);
    return field !== null && 'value' in field ? String(field.value).replace(/\s+/g, ' ').trim() : '';
  }
}

export interface FieldListeners {
  readonly onEdit: (isDone: boolean) => void;
  /** A field loses the focus, whether or not it was edited. */
  readonly onLeave: () => void;
}

const TYPES = ['input', 'change', 'focusout'] as const;
/** Attributes of the widget that name fields. */
const ROLES = ['for', 'date-for', 'citycode-for', 'postcode-for'] as const;
type Role = (typeof ROLES)[number];
