/** Reads the colours of the map from the page's tokens, in the current theme. */
export function coloursOf(root: HTMLElement): Colours {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token('--map-ground'),
    land: token('--map-land'),
    line: token('--map-line'),
    outline: token('--map-outline'),
    street: token('--map-street'),
    house: token('--map-house'),
    soft: token('--soft'),
    ink: token('--ink'),
    halo: token('--map-land'),
    qpv: token('--qpv'),
    qic: token('--qic'),
    before: token('--map-before'),
    place: token('--place'),
    paper: token('--paper'),
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
  };
}

export interface Colours {
  readonly ground: string;
  readonly land: string;
  readonly line: string;
  readonly outline: string;
  readonly street: string;
  readonly house: string;
  readonly soft: string;
  readonly ink: string;
  readonly halo: string;
  readonly qpv: string;
  readonly qic: string;
  readonly before: string;
  readonly place: string;
  readonly paper: string;
  readonly isDark: boolean;
}
