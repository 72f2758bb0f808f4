/**
 * The fields of the page that the widget reads, by their ids, wherever they come from and whenever: nothing of the page
 * is changed but for
 * `write`. Each edit is told, as it is typed and once it is done.
 */
export class FollowedFields {
  readonly #root: Document | ShadowRoot;
  readonly #ids: ReadonlyMap<Role, readonly string[]>;
  readonly #onEdit: (isDone: boolean) => void;
  readonly #listener = (event: Event) => this.#follow(event);
  #isWriting = false;

  constructor(widget: HTMLElement, onEdit: (isDone: boolean) => void) {
    this.#root = widget.getRootNode() as Document | ShadowRoot;
    this.#onEdit = onEdit;
    const listed = (name: string) => (widget.getAttribute(name) ?? '').split(/\s+/).filter(Boolean);
    this.#ids = new Map(ROLES.map((role) => [role, listed(role)]));
    for (const type of ['input', 'change']) this.#root.addEventListener(type, this.#listener);
  }

  stop(): void {
    for (const type of ['input', 'change']) this.#root.removeEventListener(type, this.#listener);
  }

  /** Whether the page has its own address field. */
  get hasAddress(): boolean {
    return this.#idsOf('for').length > 0;
  }

  /** The ids that no element of the page bears. */
  get missing(): string[] {
    return [...this.#ids.values()].flat().filter((id) => this.#root.getElementById(id) === null);
  }

  /** The address on one line; null as long as a part of it is empty. */
  get address(): string | null {
    const parts = this.#idsOf('for').map((id) => this.#valueOf(id));
    // A house may have no number, which is the first of several; what comes last says where all the rest is.
    const needed = parts.length > 2 ? parts.slice(1) : parts;
    return needed.includes('') ? null : parts.filter(Boolean).join(' ');
  }

  /** Undefined where no such field is followed, or it holds no such code. */
  code(role: 'citycode-for' | 'postcode-for'): string | undefined {
    const value = this.#idsOf(role).map((id) => this.#valueOf(id))[0];
    return value !== undefined && /^\d[\dAB]\d{3}$/i.test(value) ? value.toUpperCase() : undefined;
  }

  /**
   * As `YYYY-MM-DD`, also from what is typed as `31/12/2024`; undefined where none is followed, null while there is
   * none.
   */
  get date(): string | null | undefined {
    const [id] = this.#idsOf('date-for');
    if (id === undefined) return undefined;
    const value = this.#valueOf(id).replace(/^(\d\d)[/.](\d\d)[/.](\d{4})$/, '$3-$2-$1');
    return /^\d{4}-\d\d-\d\d$/.test(value) ? value : null;
  }

  /** Writes the address that was chosen into the page's own field, where it is one field. */
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
    if ([...this.#ids.values()].some((ids) => ids.includes(target.id))) this.#onEdit(type === 'change');
  }

  #idsOf(role: Role): readonly string[] {
    return this.#ids.get(role) ?? [];
  }

  #valueOf(id: string): string {
    const field = this.#root.getElementById(id);
    return field !== null && 'value' in field ? String(field.value).replace(/\s+/g, ' ').trim() : '';
  }
}

/** The attributes of the widget that name fields. */
const ROLES = ['for', 'date-for', 'citycode-for', 'postcode-for'] as const;
type Role = (typeof ROLES)[number];
