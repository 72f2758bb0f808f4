import { statSync } from 'node:fs';
import { isSealedApart } from '../store/sealed-file.ts';
import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from './candidate.ts';
import { damagedFile } from './file/open-file.ts';
import type { AddressFileReport } from './local/address-file.ts';
import { LocalAddresses } from './local/local-addresses.ts';
import type { Geoplateforme } from './remote/geoplateforme.ts';

/** Sources of addresses: the local file, the State's geocoder, one then the other, or none. */
export const addressProviders = ['local', 'geoplateforme', 'local-then-geoplateforme', 'off'] as const;
export type AddressProvider = (typeof addressProviders)[number];

/**
 * The addresses that the service answers from: the file at `path`, reopened when another replaces it, and the remote
 * geocoder. Without a configured `provider`, the local file answers where it exists, else the remote geocoder.
 */
export class Addresses implements Geocoder {
  readonly remote: RemoteGeocoder;
  readonly #path: string;
  readonly #stated: AddressProvider | undefined;
  /** Whether the file has to be that of a demonstration. */
  readonly #isDemo: boolean;
  #local: LocalAddresses | null = null;
  /** The previous file. A question that waits for the remote geocoder may still read it. */
  #before: LocalAddresses | null = null;
  /** The file at the path when it was last looked at; null for none, undefined before the first look. */
  #seen: FileMark | null | undefined;
  #opened: FileMark | null = null;
  /** Why there is no open file. */
  #missing: Exclude<AddressFileState, 'loaded'> = 'absent';
  #isOpening = false;
  #isClosed = false;
  /** The verification of the whole open file, while it lasts. */
  #verified: Promise<void> = Promise.resolve();

  /** Opens nothing: without a question about an address, the file is not needed. */
  constructor(path: string, provider: AddressProvider | undefined, remote: RemoteGeocoder, isDemo = false) {
    this.#path = path;
    this.#stated = provider;
    this.remote = remote;
    this.#isDemo = isDemo;
  }

  get provider(): AddressProvider {
    if (this.#stated !== undefined) return this.#stated;
    // With a file that is refused, no address is sent to the remote geocoder.
    return this.local || this.#missing !== 'absent' ? 'local' : 'geoplateforme';
  }

  /**
   * The addresses of the local file, where the provider allows them and the file exists; null once it was refused, and
   * when it was written over. Throws when the first look at it finds that it is not valid.
   */
  get local(): LocalAddresses | null {
    if (this.#seen === undefined) this.refresh();
    if (this.#local && (this.#local.isDamaged || this.#isWrittenOver())) this.#drop();
    return this.#local;
  }

  /** Returns the candidates of an address. Throws a GeocoderUnavailable when no source answers. */
  async search(question: AddressQuestion): Promise<readonly Candidate[]> {
    const { provider, local } = this;
    if (provider === 'off') throw new GeocoderUnavailable(OFF);
    if (provider === 'geoplateforme') return this.remote.search(question);
    if (local === null && provider === 'local') {
      const retryAfter = this.#missing === 'checking' ? RETRY : undefined;
      throw new GeocoderUnavailable(WITHOUT_FILE[this.#missing], retryAfter);
    }
    const found = local?.search(question) ?? [];
    const isEnough = provider === 'local' || (found[0]?.score ?? 0) >= LEAST_LOCAL;
    if (isEnough) return found;
    try {
      const others = await this.remote.search(question);
      return (others[0]?.score ?? 0) >= (found[0]?.score ?? 0) ? others : found;
    } catch (error) {
      // A doubtful local result is better than none.
      if (found.length > 0 && error instanceof GeocoderUnavailable) return found;
      throw error;
    }
  }

  /**
   * Reopens the file when another one has replaced it, and returns true then. Throws when the new one is not valid: the
   * previous one goes on answering, unless it is the same file, written over.
   */
  refresh(): boolean {
    const mark = this.#newMark();
    if (mark === undefined) return false;
    return this.#take(mark, () => LocalAddresses.open(this.#path));
  }

  /**
   * The same for a running service: a large file is opened in a separate thread, which then verifies all of it. Where
   * no other file answers meanwhile, it answers at once: each record is checked when it is read, and the file is left
   * when it is not sound as a whole.
   */
  async refreshApart(): Promise<boolean> {
    const mark = this.#newMark();
    if (mark === undefined || this.#isOpening) return false;
    if (mark === null || mark.size < LARGE) return this.refresh();
    this.#isOpening = true;
    this.#seen ??= null;
    if (!this.local) this.#missing = 'checking';
    let local: LocalAddresses | null = null;
    let refusal: unknown;
    try {
      local = await this.#openedApart(mark);
    } catch (error) {
      refusal = error;
    }
    this.#isOpening = false;
    const now = markOf(this.#path);
    if (this.#isClosed || !isSame(mark, now)) {
      local?.close();
      // Another file that took its place is looked at by the next call.
      if (now === null && !this.#local) this.#missing = 'absent';
      return false;
    }
    return this.#take(mark, () => {
      if (local === null) throw refusal;
      return local;
    });
  }

  async #openedApart(mark: FileMark): Promise<LocalAddresses> {
    const { local, isSound } = await LocalAddresses.openApart(this.#path);
    if (this.local && !(await isSound)) {
      local.close();
      throw damagedFile(this.#path);
    }
    this.#verified = isSound.then((sound) => this.#leaveUnlessSound(sound, local, mark));
    return local;
  }

  /** Reads the whole open file again, in a thread of its own, and leaves it when a byte of it changed on the disk. */
  async verify(): Promise<void> {
    await this.#verified;
    const { local } = this;
    if (!local) return;
    const mark = this.#opened;
    this.#verified = isSealedApart(this.#path).then((sound) => this.#leaveUnlessSound(sound, local, mark));
    await this.#verified;
  }

  #leaveUnlessSound(isSound: boolean, local: LocalAddresses, mark: FileMark | null): void {
    if (!isSound && this.#local === local && isSame(mark, markOf(this.#path))) this.#drop();
  }

  /** Returns the mark of a file that was not looked at yet, or null when it is gone; undefined when nothing changed. */
  #newMark(): FileMark | null | undefined {
    if (!this.#usesLocal) return undefined;
    const mark = markOf(this.#path);
    return isSame(mark, this.#seen) ? undefined : mark;
  }

  #take(mark: FileMark | null, open: () => LocalAddresses): boolean {
    this.#seen = mark;
    if (!this.#local || this.#isWrittenOver()) this.#drop();
    const next = mark && this.#expectUse(open());
    this.#before?.close();
    this.#before = this.#local;
    this.#local = next;
    this.#opened = mark;
    this.#missing = 'absent';
    return true;
  }

  #expectUse(opened: LocalAddresses): LocalAddresses {
    const isOfDemo = opened.about.isDemo === true;
    if (isOfDemo === this.#isDemo) return opened;
    opened.close();
    const whose = isOfDemo ? 'd’une démonstration : ses adresses sont fictives' : 'd’un service, et non fictives';
    throw new Error(`${this.#path} : ce fichier d’adresses est celui ${whose}`);
  }

  /** Whether the open file has another content than the one that was verified. */
  #isWrittenOver(): boolean {
    const mark = markOf(this.#path);
    return mark !== null && mark.inode === this.#opened?.inode && !isSame(mark, this.#opened);
  }

  #drop(): void {
    this.#local?.close();
    this.#local = null;
    this.#missing = 'refused';
  }

  /** Returns whether an address can be looked up now. Asks the remote geocoder only where it is the only source. */
  async availability(): Promise<AddressAvailability> {
    const { provider } = this;
    if (provider === 'off') return 'unavailable';
    if (provider !== 'geoplateforme') {
      if (this.local) return 'available';
      if (this.#missing === 'checking') return 'starting';
      if (provider === 'local') return 'unavailable';
    }
    return (await this.remote.answers()) ? 'available' : 'unavailable';
  }

  status(): AddressStatus {
    const usesRemote = this.provider === 'geoplateforme' || this.provider === 'local-then-geoplateforme';
    const { local } = this;
    return {
      provider: this.provider,
      file: this.#usesLocal ? (local ? 'loaded' : this.#missing) : null,
      local: local?.about ?? null,
      remote: usesRemote ? this.remote.state : null,
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#before?.close();
    this.#local?.close();
    this.#before = null;
    this.#local = null;
  }

  get #usesLocal(): boolean {
    return this.#stated !== 'off' && this.#stated !== 'geoplateforme';
  }
}

/** The methods of the remote geocoder that are used here. */
export type RemoteGeocoder = Pick<Geoplateforme, 'search' | 'reverse' | 'state' | 'answers'>;

/** `starting`: the file of addresses is being verified. */
export type AddressAvailability = 'available' | 'starting' | 'unavailable';

/** `refused`: damaged, or of another version; `checking`: being opened. */
export type AddressFileState = 'loaded' | 'absent' | 'refused' | 'checking';

export interface AddressStatus {
  readonly provider: AddressProvider;
  /** Null where the provider uses no file. */
  readonly file: AddressFileState | null;
  readonly local: AddressFileReport | null;
  readonly remote: RemoteGeocoder['state'] | null;
}

const OFF = 'Ce service ne cherche pas d’adresses : indiquez un point (lon, lat).';
const WITHOUT_FILE = {
  absent: 'Aucune adresse n’est chargée dans ce service : indiquez un point (lon, lat).',
  refused: 'Le fichier d’adresses de ce service est abîmé ou d’une autre version : indiquez un point (lon, lat).',
  checking: 'Le fichier d’adresses de ce service est en cours de vérification : réessayez dans un instant.',
};
/** In seconds. */
const RETRY = 2;
/** With a local score below this, the remote geocoder is asked, where both are allowed. */
const LEAST_LOCAL = 0.75;

/** In bytes: opening more would keep other questions waiting. */
const LARGE = 10_000_000;

/** Distinguishes a file from its replacement, and from the same file written over. */
interface FileMark {
  readonly inode: number;
  readonly modified: number;
  readonly size: number;
}

function markOf(path: string): FileMark | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? { inode: found.ino, modified: found.mtimeMs, size: found.size } : null;
}

function isSame(one: FileMark | null, other: FileMark | null | undefined): boolean {
  if (one === null || !other) return one === other;
  return one.inode === other.inode && one.modified === other.modified && one.size === other.size;
}
