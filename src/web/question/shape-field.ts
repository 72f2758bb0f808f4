import { bound } from '../../french/spacing.ts';
import { element } from '../dom.ts';
import { readShape, type Shape, ShapeError, shapeInWords } from './read-shape.ts';

/**
 * A field for an outline or a line: pasted, read from a file, dropped, or drawn on the map. `draw` lets the person draw
 * one; `onShape` is called when a whole shape is given, `onOther` when the text changes.
 */
export function shapeField({ onShape, onOther, draw }: ShapeListeners): ShapeField {
  /** The text of a shape drawn by hand, whose vertices are not exact. */
  let drawnText: string | null = null;
  const status = element('p', { id: 'trace-etat', class: 'field-status', role: 'status' });
  const error = element('p', { id: 'trace-erreur', class: 'field-error', hidden: true });
  const input = element('textarea', {
    id: 'trace',
    rows: 3,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'trace-aide trace-etat trace-erreur',
    oninput() {
      setError(null);
      describe();
      onOther();
    },
  });
  const file = element('input', {
    id: 'trace-fichier',
    type: 'file',
    class: 'visually-hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
    accept: '.geojson,.json,.wkt,.txt',
    onchange: () => take(file.files),
  });
  const drawing = (kind: ShapeKind, text: string) =>
    element(
      'button',
      {
        type: 'button',
        async onclick() {
          const shape = await draw(kind);
          if (shape !== null) set(shape);
        },
      },
      text,
    );
  const root = element(
    'div',
    { class: 'field shape-field' },
    element('label', { for: 'trace' }, 'Tracé du projet'),
    element(
      'p',
      { id: 'trace-aide', class: 'hint' },
      'Une surface ou une ligne : dessinez-la, collez-la (GeoJSON ou WKT), ou déposez ici un fichier .geojson, .json ' +
        'ou .wkt, en longitudes et latitudes.',
    ),
    input,
    element(
      'p',
      { class: 'actions' },
      drawing('polygon', 'Dessiner une surface'),
      ' ',
      drawing('line', 'Dessiner une ligne'),
      ' ',
      element('button', { type: 'button', onclick: () => file.click() }, 'Choisir un fichier'),
    ),
    file,
    status,
    error,
  );

  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    root.classList.add('is-over');
  });
  root.addEventListener('dragleave', () => root.classList.remove('is-over'));
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    root.classList.remove('is-over');
    take(event.dataTransfer?.files ?? null);
  });

  const setError = (message: string | null) => {
    error.textContent = bound(message ?? '');
    error.hidden = message === null;
    if (message === null) input.removeAttribute('aria-invalid');
    else {
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    }
  };

  const describe = () => {
    const shape = readOrNull(input.value);
    status.textContent = shape === null ? '' : bound(`Tracé lu : ${shapeInWords(shape)}.`);
  };

  const set = (shape: Shape) => {
    input.value = JSON.stringify(shape);
    drawnText = input.value;
    given();
  };

  const given = () => {
    setError(null);
    describe();
    onOther();
    onShape();
  };

  const take = async (files: FileList | null) => {
    const [first] = files ?? [];
    file.value = '';
    if (first === undefined) return;
    if (files!.length > 1) setError('Un seul fichier est attendu.');
    else if (first.size > LARGEST)
      setError('Ce fichier est trop gros pour un tracé : un mégaoctet au plus est attendu.');
    else if (/\.(zip|shp|gpkg|kmz?|dxf|pdf|png|jpe?g)$/i.test(first.name))
      setError('Ce format n’est pas lu ici : un fichier .geojson, .json ou .wkt est attendu.');
    else {
      input.value = (await first.text()).replace(/^\uFEFF/, '');
      drawnText = null;
      if (readOrNull(input.value) !== null) given();
      else read();
    }
  };

  const read = (): ShapePlace | null => {
    setError(null);
    try {
      const geometry = readShape(input.value);
      return input.value === drawnText ? { geometry, uncertainty: DRAWN } : { geometry };
    } catch (problem) {
      if (!(problem instanceof ShapeError)) throw problem;
      setError(problem.message);
      return null;
    }
  };

  return { root, input, read, setError };
}

function readOrNull(text: string): Shape | null {
  try {
    return readShape(text);
  } catch {
    return null;
  }
}

export type ShapeKind = 'polygon' | 'line';

export interface ShapeListeners {
  readonly onShape: () => void;
  readonly onOther: () => void;
  /** Resolves with the shape drawn on the map; null when the person gives up. */
  readonly draw: (kind: ShapeKind) => Promise<Shape | null>;
}

export interface ShapeField {
  readonly root: HTMLElement;
  readonly input: HTMLTextAreaElement;
  /** The place in API form; null when there is no shape, and the field shows that. */
  read(): ShapePlace | null;
  setError(message: string | null): void;
}

export interface ShapePlace {
  readonly geometry: Shape;
  readonly uncertainty?: number;
}

/** Error in metres of a vertex placed by hand. */
const DRAWN = 5;
/** Bytes: far more than the 2 000 positions that the service takes. */
const LARGEST = 1_000_000;
