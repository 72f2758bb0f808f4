import type { Candidate } from '../answers.ts';
import { element } from '../dom.ts';
import type { AddressField } from '../question/address-field.ts';
import { choices } from './choices.ts';
import { answerOfChosen } from './chosen.ts';
import { darkness, isDark } from './dark-theme.ts';
import { FollowedFields } from './followed-fields.ts';
import { Inquiry } from './inquiry.ts';
import { ownField } from './own-field.ts';
import { PostedFields } from './posted-fields.ts';
import { type AddressAnswer, Failure, type PossibleAddress, type Question, Service } from './service.ts';
import { details, hasToChoose, headline, type Known } from './short-answer.ts';
import sheet from './widget.css?inline';
import { type OwnAddress, questionAbout, readQuestion } from './widget-question.ts';

/**
 * Defines `<perimetre-check>`, an element for any form that shows the answer of the service at `url` about an
 * address. It never blocks the form: a missing value is posted empty.
 */
export function defineCheck(url: string): void {
  if (customElements.get(TAG)) return;
  const service = new Service(url);
  customElements.define(
    TAG,
    class extends PerimetreCheck {
      constructor() {
        super(service);
      }
    },
  );
}

/** Methods of the element for scripts. */
export interface Check extends HTMLElement {
  /** Keeps the reference of the answer from being erased: the page sends it by other means than its form. */
  sent(): void;
}

/** Detail of the event `perimetre:result`. */
export interface ResultDetail {
  readonly tier: string;
  readonly certainty: string;
  /** Verdict of the scheme asked for; null without a scheme. */
  readonly verdict: string | null;
  /** The address as found; null where none was found. */
  readonly address: string | null;
  /** Reference of the recorded answer; null where none is recorded. */
  readonly reference: string | null;
}

const TAG = 'perimetre-check';

class PerimetreCheck extends HTMLElement implements Check {
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
  /** Address field of the widget, where the page has none. */
  #own: AddressField | null = null;
  /** Suggestion chosen in the field of the widget. */
  #suggested: Candidate | null = null;
  #chosen: PossibleAddress | null = null;
  #known: Known = { labels: new Map(), distances: null };
  #answer: AddressAnswer | null = null;
  readonly #inquiry: Inquiry;
  /** Values of the fields at the last reading. The shown and posted answers apply to them. */
  #read = '';
  /** The reference that the form, or a script of the page, has taken: others may look it up, so it is not erased. */
  #taken: string | null = null;
  readonly #posted = new PostedFields(this, {
    onReading: () => this.#compare(),
    onRead: (value) => this.#take([value]),
  });
  #connection: AbortController | null = null;
  #comparing: ReturnType<typeof setInterval> | undefined;
  #isDisabled = false;
  readonly #ownListeners = {
    onChoose: (candidate: Candidate) => {
      this.#suggested = candidate;
      this.#edited(true);
    },
    onInput: () => {
      this.#suggested = null;
      this.#read = this.#toRead();
      this.#forget();
      this.#wait('');
    },
    onDone: () => this.#edited(true),
  };
  readonly #onSubmit = ({ target }: Event) => {
    if (target !== this.form) return;
    this.#compare();
    this.#post();
    // A script may send the value that it has read before.
    this.sent();
  };
  readonly #onFormData = (event: Event) => {
    if (event.target !== this.form) return;
    const before = this.#posted.entries();
    this.#compare();
    this.#post();
    const { formData } = event as FormDataEvent;
    this.#posted.correct(formData, before);
    this.#take(this.#posted.entries().values());
  };
  readonly #dress = () => this.#box.classList.toggle('dark', isDark(this));

  constructor(service: Service) {
    super();
    this.#service = service;
    this.#inquiry = new Inquiry(service, {
      onSlow: () => this.#announce(element('p', { class: 'busy' }, SLOW)),
      onArrival: () => this.#compare(),
      onAnswer: (answer) => this.#settle(this.#chosen ? answerOfChosen(answer, this.#chosen) : answer),
      onFailure: (error) => this.#fail(error),
    });
    const style = new CSSStyleSheet();
    style.replaceSync(sheet);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.append(this.#box);
  }

  connectedCallback(): void {
    this.#fields = new FollowedFields(this, {
      onEdit: (isDone) => this.#edited(isDone),
      onLeave: () => {
        this.#compare();
        // Asked while it was typed, or while a script wrote it: it is to be recorded now.
        if (this.#inquiry.hasAsked(false)) this.#edited(true);
      },
    });
    // An element that is moved in the page keeps its field and the text typed there.
    this.#own = this.#fields.hasAddress ? null : (this.#own ?? ownField(this.#service.url, this.#ownListeners));
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
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    // Before the listeners of the page, which may read what is posted.
    this.getRootNode().addEventListener('submit', this.#onSubmit, { capture: true, signal });
    this.getRootNode().addEventListener('formdata', this.#onFormData, { capture: true, signal });
    darkness.addEventListener('change', this.#dress, { signal });
    addEventListener('pageshow', () => this.#compare(), { signal });
    this.#comparing = setInterval(() => this.#compare({ isDone: this.#fields?.hasFocus === false }), COMPARE);
    this.#posted.observe();
    this.#post();
    this.#edited(true);
    void this.#loadSchemes();
  }

  disconnectedCallback(): void {
    this.#connection?.abort();
    clearInterval(this.#comparing);
    this.#posted.stop();
    this.#fields?.stop();
    this.#fields = null;
    this.#own?.close();
    if (this.#answer === null) this.#inquiry.drop();
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
      if (name === 'scheme') void this.#loadSchemes();
    }
  }

  formResetCallback(): void {
    if (this.#own) this.#own.input.value = '';
    this.#suggested = null;
    // The page's own fields are reset after this element.
    setTimeout(() => this.#edited(true));
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.#isDisabled = isDisabled;
    this.#post();
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** Value posted under the element's name. */
  get value(): string {
    this.#compare();
    const value = this.#value();
    this.#take([value]);
    return value;
  }

  sent(): void {
    this.#taken = this.#answer?.decision?.reference ?? this.#taken;
  }

  override focus(options?: FocusOptions): void {
    this.#own?.input.focus(options);
  }

  /** Loads the names of the schemes, which also checks at once whether this page is allowed. */
  async #loadSchemes(): Promise<void> {
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
      if (this.#fields !== null && this.#answer === null && !this.#inquiry.isUnderWay) this.#fail(error);
    }
  }

  #value(): string {
    const answer = this.#answer;
    if (answer === null) return '';
    const which = this.getAttribute('value');
    if (which === 'verdict') return answer.verdict?.verdict ?? '';
    if (which === 'reference') return answer.decision?.reference ?? '';
    // A tier that is not firm would grant a doubtful claim.
    return answer.certainty === 'firm' ? answer.tier : 'unknown';
  }

  #take(values: Iterable<string>): void {
    const reference = this.#answer?.decision?.reference;
    if (reference !== undefined && [...values].includes(reference)) this.sent();
  }

  /**
   * Asks again where the fields hold something else than was read. A script of the page that writes a field, and a
   * browser that restores one, fire no event.
   */
  #compare({ isDone } = { isDone: true }): void {
    if (this.#fields !== null && this.#toRead() !== this.#read) this.#edited(isDone);
  }

  /** The question in the fields, for comparison: an address written in capitals is the same one. */
  #toRead(): string {
    return JSON.stringify(readQuestion(this, this.#fields!, this.#ownAddress(), true)).toLowerCase();
  }

  #ownAddress(): OwnAddress | null {
    const text = this.#own?.input.value;
    if (text === undefined) return null;
    return { text, suggested: this.#suggested?.label === text ? this.#suggested : null };
  }

  /** The fields changed. `isDone` once a field is left, or an address chosen. */
  #edited(isDone: boolean): void {
    const isRecorded = isDone && this.hasAttribute('record');
    const read = this.#toRead();
    if (read === this.#read && this.#inquiry.hasAsked(isRecorded)) return;
    this.#read = read;
    const question = readQuestion(this, this.#fields!, this.#ownAddress(), isDone);
    this.#forget();
    if (typeof question === 'string') this.#wait(question);
    else this.#ask(question, isRecorded, isDone ? 0 : PAUSE);
  }

  #choose(chosen: PossibleAddress): void {
    const { label: address, citycode, postcode } = chosen;
    if (this.#own) this.#own.input.value = address;
    else this.#fields!.write(address);
    this.#suggested = this.#own ? chosen : null;
    this.#read = this.#toRead();
    const date = this.#fields!.date ?? this.getAttribute('date');
    this.#forget({ isChoosing: true });
    this.#chosen = chosen;
    this.#ask(questionAbout(this, { address, citycode, postcode, date }), this.hasAttribute('record'), BRIEF);
  }

  #ask(question: Question, isRecorded: boolean, delay: number): void {
    this.#announce(element('p', { class: 'busy' }, 'Vérification en cours…'));
    this.#inquiry.ask(question, isRecorded, delay);
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
    this.#details.replaceChildren(...details(answer, this.#service.url));
    if (isChosen) return;
    this.#choices.replaceChildren(
      ...(hasToChoose(answer) ? [choices(answer.candidates, (chosen) => this.#choose(chosen))] : []),
    );
  }

  #fail(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    const { code, message, webmaster } = error;
    this.#inquiry.forget();
    this.#announce(
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
              void this.#loadSchemes();
            }),
          ]),
    );
    if (webmaster) console.warn(`perimetre-check : ${webmaster}`);
    this.#fire('perimetre:error', { code, message: webmaster ?? message });
  }

  /** There is nothing to ask yet. */
  #wait(hint: string): void {
    this.#announce(...(hint === '' ? [] : [element('p', { class: 'soft' }, hint)]));
  }

  #announce(...content: readonly HTMLElement[]): void {
    this.#status.replaceChildren(...content);
    this.#details.replaceChildren();
  }

  /** The answer is about another address: it is removed here, and erased where it was recorded and not sent. */
  #forget({ isChoosing = false } = {}): void {
    this.#inquiry.drop();
    this.#chosen = null;
    if (!isChoosing) this.#choices.replaceChildren();
    const before = this.#answer;
    this.#answer = null;
    this.#post();
    if (before === null) return;
    if (before.decision && before.decision.reference !== this.#taken) void this.#service.erase(before.decision);
    this.#fire('perimetre:clear', null);
  }

  /** Puts the posted values into hidden fields of the page. */
  #post(): void {
    const name = this.getAttribute('name');
    const reference = this.#answer?.decision?.reference;
    const fields = new Map(name ? [[name, this.#value()]] : []);
    if (name && reference) fields.set(`${name}_reference`, reference);
    this.#posted.put(fields, this.#isDisabled);
    // The hidden fields post the value; a form value would post it twice.
    this.#internals.setFormValue(null);
  }

  #button(label: string, onclick: () => void): HTMLButtonElement {
    return element('button', { type: 'button', onclick }, label);
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

const SLOW = 'La vérification prend du temps. Cela n’empêche pas d’envoyer le formulaire.';
/** Milliseconds before a request: after a key, and after an arrow in the list of addresses. */
const PAUSE = 600;
const BRIEF = 250;
/** Milliseconds between comparisons of the fields with what is shown. */
const COMPARE = 500;
