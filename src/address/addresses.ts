import { statSync } from 'node:fs';
import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from './candidate.ts';
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
  #local: LocalAddresses | null = null;
  /** The previous file. A question that waits for the remote geocoder may still read it. */
  #before: LocalAddresses | null = null;
  /** Mark of the open file; undefined until the first look. */
  #mark: string | null | undefined;

  /** Opens nothing: without a question about an address, the file is not needed. */
  constructor(path: string, provider: AddressProvider | undefined, remote: RemoteGeocoder) {
    this.#path = path;
    this.#stated = provider;
    this.remote = remote;
  }

  get provider(): AddressProvider {
    return this.#stated ?? (this.local ? 'local' : 'geoplateforme');
  }

  /**
   * The addresses of the local file, where the provider allows them and the file exists. Throws when it is not valid.
   */
  get local(): LocalAddresses | null {
    if (this.#mark === undefined) this.refresh();
    return this.#local;
  }

  /** Returns the candidates of an address. Throws a GeocoderUnavailable when no source answers. */
  async search(question: AddressQuestion): Promise<readonly Candidate[]> {
    const { provider, local } = this;
    if (provider === 'off') throw new GeocoderUnavailable(OFF);
    if (provider === 'geoplateforme') return this.remote.search(question);
    if (local === null && provider === 'local') throw new GeocoderUnavailable(NO_FILE);
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
   * Reopens the file when another one has replaced it, and returns true then. Throws, and keeps the old one, when the
   * new one is not valid.
   */
  refresh(): boolean {
    if (!this.#usesLocal) return false;
    const mark = markOf(this.#path);
    if (mark === this.#mark) return false;
    const next = mark === null ? null : LocalAddresses.open(this.#path);
    this.#before?.close();
    this.#before = this.#local;
    this.#local = next;
    this.#mark = mark;
    return true;
  }

  status(): AddressStatus {
    const usesRemote = this.provider === 'geoplateforme' || this.provider === 'local-then-geoplateforme';
    return {
      provider: this.provider,
      local: this.local?.about ?? null,
      remote: usesRemote ? this.remote.state : null,
    };
  }

  close(): void {
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
export type RemoteGeocoder = Pick<Geoplateforme, 'search' | 'reverse' | 'state'>;

export interface AddressStatus {
  readonly provider: AddressProvider;
  readonly local: AddressFileReport | null;
  readonly remote: RemoteGeocoder['state'] | null;
}

const OFF = 'Ce service ne cherche pas d’adresses : indiquez un point (lon, lat).';
const NO_FILE = 'Aucune adresse n’est chargée dans ce service : indiquez un point (lon, lat).';
/** With a local score below this, the remote geocoder is asked, where both are allowed. */
const LEAST_LOCAL = 0.75;

/** Distinguishes a file from its replacement; null when there is none. */
function markOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : null;
}
