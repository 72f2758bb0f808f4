import type { Candidate } from '../answers.ts';
import { element } from '../dom.ts';
import { type AddressField, addressField } from '../question/address-field.ts';
import { choices } from './choices.ts';
import { answerOfChosen } from './chosen.ts';
import { FollowedFields } from './followed-fields.ts';
import { type AddressAnswer, Failure, type PossibleAddress, type Question, Service } from './service.ts';
import { details, hasToChoose, headline, type Known } from './short-answer.ts';
import sheet from './widget.css?inline';

/**
 * Makes `<perimetre-check>` known to the page: an element for any form, that tells of an address what the service at `origin`
 * answers. It never holds the form back: what it does not know, it leaves empty.
 */
export function defineCheck(origin: string): void {
  if (customElements.get(TAG)) return;
  const service = new Service(origin);
  customElements.define(
    TAG,
    class extends PerimetreCheck {
      constructor() {
        super(service);
      }
    },
  );
}

/** What `perimetre:result` tells, and no more. */
export interface ResultDetail {
  readonly tier: string;
  readonly certainty: string;
  /** That of the scheme asked; null where none was. */
  readonly verdict: string | null;
  /** The address as it was understood; null where none was found. */
  readonly address: string | null;
  /** That of the recorded answer, where it was asked to be recorded. */
  readonly reference: string | null;
}

const TAG = 'perimetre-check';

class PerimetreCheck extends HTMLElement {
  static readonly formAssociated = true;
  static readonly observedAttributes = [
    ...['for', 'date-for', 'citycode-for', 'postcode-for'],
    ...['scheme', 'date', 'record', 'name', 'value', 'form', 'theme'],
  ];

  readonly #service: Service;
  readonly #internals = this.attachInternals();
  readonly #box = element('div', { class: 'box', role: 'group', 'aria-label': 'Vérification de l’adresse' });
  readonly #status = element('div', { class: 'status', role: 'status' });
  readonly #choices = element('div');
  readonly #details = element('div', { class: 'details' });

  #fields: FollowedFields | null = null;
  /** Its own field, where the page has none. */
  #own: AddressField | null = null;
  /** The suggestion that its own field holds. */
  #suggested: Candidate | null = null;
  #chosen: PossibleAddress | null = null;
  #known: Known = { labels: new Map(), distances: null };
  /** What was asked last, so that it is not asked twice. */
  #asked: { readonly key: string; readonly isRecorded: boolean } | null = null;
  #asking: AbortController | null = null;
  #answer: AddressAnswer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisabled = false;
  readonly #dress = () => this.#box.classList.toggle('dark', isDark(this));

  constructor(service: Service) {
    super();
    this.#service = service;
    const style = new CSSStyleSheet();
    style.replaceSync(sheet);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.append(this.#box);
  }

  connectedCallback(): void {
    this.#fields = new FollowedFields(this, (isDone) => this.#edited(isDone));
    this.#own = this.#fields.hasAddress ? null : this.#ownField();
    const own = this.#own;
    this.#box.replaceChildren(
      element('p', { class: 'title' }, 'Vérification de l’adresse'),
      ...(own
        ? [
            element(
              'div',
              { class: 'own' },
              own.root,
              this.#button('Vérifier', () => this.#edited(true)),
            ),
          ]
        : []),
      this.#status,
      this.#choices,
      this.#details,
    );
    this.#dress();
    darkness.addEventListener('change', this.#dress);
    this.#edited(true);
    void this.#learnSchemes();
  }

  disconnectedCallback(): void {
    darkness.removeEventListener('change', this.#dress);
    this.#fields?.stop();
    this.#fields = null;
    this.#own?.close();
    this.#asking?.abort();
    clearTimeout(this.#timer);
    this.#asked = null;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (this.#fields === null || before === after) return;
    if (name === 'theme') this.#dress();
    else if (name === 'name' || name === 'value' || name === 'form') this.#post();
    else if (name.endsWith('for')) {
      this.disconnectedCallback();
      this.connectedCallback();
    } else {
      this.#edited(true);
      if (name === 'scheme') void this.#learnSchemes();
    }
  }

  formResetCallback(): void {
    if (this.#own) this.#own.input.value = '';
    this.#suggested = null;
    // The page's own fields are emptied after this one.
    setTimeout(() => this.#edited(true));
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.#isDisabled = isDisabled;
    this.#post();
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** What the form posts under the element's name. */
  get value(): string {
    const answer = this.#answer;
    if (answer === null) return '';
    const which = this.getAttribute('value');
    if (which === 'verdict') return answer.verdict?.verdict ?? '';
    if (which === 'reference') return answer.decision?.reference ?? '';
    // One word that said a tier of a place that may be in another would grant what is in doubt.
    return answer.certainty === 'firm' ? answer.tier : 'unknown';
  }

  override focus(options?: FocusOptions): void {
    this.#own?.input.focus(options);
  }

  #ownField(): AddressField {
    const field = addressField({
      id: 'adresse',
      label: 'Adresse',
      hint: 'Numéro, rue et commune',
      origin: this.#service.origin,
      withoutAddresses: 'Ce service ne propose pas d’adresse.',
      onChoose: (candidate) => {
        this.#suggested = candidate;
        this.#edited(true);
      },
      onInput: () => {
        this.#suggested = null;
        this.#forget();
        this.#wait('');
      },
    });
    field.input.addEventListener('change', () => this.#edited(true));
    field.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.defaultPrevented) return;
      event.preventDefault();
      field.close();
      this.#edited(true);
    });
    return field;
  }

  /** The names of the schemes; it also finds out at once whether this page may ask. */
  async #learnSchemes(): Promise<void> {
    try {
      const { schemes, distances } = await this.#service.schemes();
      const labels = new Map(schemes.map((scheme) => [scheme.id, scheme]));
      this.#known = { labels, distances };
      const scheme = this.getAttribute('scheme');
      if (scheme !== null && !labels.has(scheme)) {
        const known = [...labels.keys()].join(', ');
        const webmaster = `le dispositif « ${scheme} » est inconnu ; connus : ${known}.`;
        throw new Failure('unknown-scheme', 'La vérification de l’adresse n’est pas réglée.', webmaster);
      }
      const missing = this.#fields?.missing ?? [];
      if (missing.length > 0) {
        const webmaster = `la page n’a pas de champ dont l’identifiant soit « ${missing.join(' », « ')} ».`;
        throw new Failure('unknown-field', 'La vérification de l’adresse n’est pas réglée.', webmaster);
      }
      if (this.#answer) this.#show(this.#answer);
    } catch (error) {
      if (this.#fields !== null && this.#answer === null && this.#asking === null) this.#fail(error);
    }
  }

  /** The page's fields, or our own, say something else; `isDone` once a field is left, or something chosen. */
  #edited(isDone: boolean): void {
    const question = this.#question(isDone);
    const isRecorded = isDone && this.hasAttribute('record');
    const key = JSON.stringify(question);
    if (this.#asked?.key === key && (this.#asked.isRecorded || !isRecorded)) return;
    this.#forget();
    if (typeof question === 'string') this.#wait(question);
    else this.#askSoon(question, isRecorded, isDone ? 0 : PAUSE);
  }

  /** The question as it stands, or what is missing. */
  #question(isDone: boolean): Question | string {
    const fields = this.#fields!;
    const address = this.#own ? this.#own.input.value.trim() : fields.address;
    if (address === null || address.length < (isDone ? FEWEST : ENOUGH)) return this.#own ? '' : EMPTY;
    const date = fields.date === undefined ? this.getAttribute('date') : fields.date;
    if (fields.date === null) return 'Indiquez aussi la date\u00A0: la réponse en dépend.';
    return this.#about({
      address: address.slice(0, LONGEST),
      citycode: this.#suggested?.citycode ?? fields.code('citycode-for'),
      postcode: this.#suggested?.postcode ?? fields.code('postcode-for'),
      date,
    });
  }

  #about(given: {
    address: string;
    citycode: string | undefined;
    postcode: string | undefined;
    date: string | null;
  }): Question {
    const { address, citycode, postcode, date } = given;
    const scheme = this.getAttribute('scheme');
    return {
      address,
      ...(citycode ? { citycode } : {}),
      ...(postcode ? { postcode } : {}),
      ...(date ? { date } : {}),
      ...(scheme ? { scheme } : {}),
    };
  }

  #choose(chosen: PossibleAddress): void {
    const { label: address, citycode, postcode } = chosen;
    if (this.#own) this.#own.input.value = address;
    else this.#fields!.write(address);
    this.#suggested = this.#own ? chosen : null;
    const date = this.#fields!.date ?? this.getAttribute('date');
    this.#forget({ isChoosing: true });
    this.#chosen = chosen;
    this.#askSoon(this.#about({ address, citycode, postcode, date }), this.hasAttribute('record'), BRIEF);
  }

  #askSoon(question: Question, isRecorded: boolean, delay: number): void {
    this.#asked = { key: JSON.stringify(question), isRecorded };
    this.#tell(element('p', { class: 'busy' }, 'Vérification en cours…'));
    this.#timer = setTimeout(() => this.#ask(question, isRecorded), delay);
  }

  async #ask(question: Question, isRecorded: boolean): Promise<void> {
    const mine = new AbortController();
    this.#asking = mine;
    const slow = setTimeout(() => {
      if (this.#asking === mine) this.#tell(element('p', { class: 'busy' }, SLOW));
    }, PATIENCE);
    try {
      // What is being recorded is waited for: it has to be known to be erased.
      const answer = await this.#service.check(question, isRecorded, isRecorded ? NEVER : mine.signal);
      if (mine.signal.aborted) {
        if (answer.decision) void this.#service.erase(answer.decision);
      } else this.#settle(this.#chosen ? answerOfChosen(answer, this.#chosen) : answer);
    } catch (error) {
      if (!mine.signal.aborted) this.#fail(error);
    } finally {
      clearTimeout(slow);
      if (this.#asking === mine) this.#asking = null;
    }
  }

  #settle(answer: AddressAnswer): void {
    this.#answer = answer;
    this.#show(answer);
    this.#post();
    const detail: ResultDetail = {
      tier: answer.tier,
      certainty: answer.certainty,
      verdict: answer.verdict?.verdict ?? null,
      address: answer.address?.label ?? null,
      reference: answer.decision?.reference ?? null,
    };
    this.#fire('perimetre:result', detail);
  }

  #show(answer: AddressAnswer): void {
    const isChosen = this.#chosen !== null;
    this.#status.replaceChildren(...headline(answer, this.#known, isChosen));
    this.#details.replaceChildren(...details(answer, this.#service.origin));
    if (isChosen) return;
    this.#choices.replaceChildren(
      ...(hasToChoose(answer) ? [choices(answer.candidates, (chosen) => this.#choose(chosen))] : []),
    );
  }

  #fail(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    const { code, message, webmaster } = error;
    this.#asked = null;
    this.#tell(
      element('p', { class: 'failure' }, `${message} Cela n’empêche pas d’envoyer le formulaire.`),
      ...(webmaster
        ? [element('p', { class: 'webmaster' }, element('b', {}, 'Pour le webmestre\u00A0: '), webmaster)]
        : []),
    );
    this.#details.replaceChildren(
      ...(webmaster
        ? []
        : [
            this.#button('Réessayer', () => {
              this.#edited(true);
              void this.#learnSchemes();
            }),
          ]),
    );
    if (webmaster) console.warn(`perimetre-check : ${webmaster}`);
    this.#fire('perimetre:error', { code, message: webmaster ?? message });
  }

  /** Nothing to ask yet. */
  #wait(hint: string): void {
    this.#tell(...(hint === '' ? [] : [element('p', { class: 'soft' }, hint)]));
  }

  #tell(...content: readonly HTMLElement[]): void {
    this.#status.replaceChildren(...content);
    this.#details.replaceChildren();
  }

  /** What was answered is of another address: nothing of it stays, here or there. */
  #forget({ isChoosing = false } = {}): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#asked = null;
    this.#chosen = null;
    if (!isChoosing) this.#choices.replaceChildren();
    const before = this.#answer;
    this.#answer = null;
    this.#post();
    if (before === null) return;
    if (before.decision) void this.#service.erase(before.decision);
    this.#fire('perimetre:clear', null);
  }

  /** Hidden fields in the page itself, which any form posts, however it is sent. */
  #post(): void {
    const name = this.getAttribute('name');
    const reference = this.#answer?.decision?.reference;
    const posted = name ? [[name, this.value], ...(reference ? [[`${name}_reference`, reference]] : [])] : [];
    for (const old of this.querySelectorAll('input[data-perimetre]')) old.remove();
    this.append(
      ...posted.map(([name, value]) =>
        element('input', {
          type: 'hidden',
          name,
          value,
          'data-perimetre': true,
          disabled: this.#isDisabled,
          form: this.getAttribute('form'),
        }),
      ),
    );
    // They post it: said here as well, it would be posted twice.
    this.#internals.setFormValue(null);
  }

  #button(label: string, onclick: () => void): HTMLButtonElement {
    return element('button', { type: 'button', onclick }, label);
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** Whether it is shown in dark: as it is told, else as the page around it is, which knows whether it has a dark form at all. */
function isDark(widget: HTMLElement): boolean {
  const theme = widget.getAttribute('theme');
  if (theme === 'light' || theme === 'dark') return theme === 'dark';
  const own = getComputedStyle(widget).colorScheme;
  const scheme =
    own === 'normal' ? (document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')?.content ?? '') : own;
  return scheme.includes('dark') && (!scheme.includes('light') || darkness.matches);
}

const darkness = matchMedia('(prefers-color-scheme: dark)');

const EMPTY = 'La réponse s’affichera ici, une fois l’adresse indiquée.';
const SLOW = 'La vérification prend du temps. Cela n’empêche pas d’envoyer le formulaire.';
const NEVER = new AbortController().signal;
/** Characters of an address: before it is worth asking at all, while it is typed, and the most that the service takes. */
const FEWEST = 3;
const ENOUGH = 10;
const LONGEST = 200;
/** Milliseconds: without a key before asking, between two arrows in a list, and before saying that it takes time. */
const PAUSE = 600;
const BRIEF = 250;
const PATIENCE = 4000;
