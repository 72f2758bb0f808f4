/**
 * Links lists of quarters with a map. An element with a quarter's id as `data-quarter` lights its quarter on the map
 * while the pointer or the focus is in it, and has the class `is-lit` while its quarter is lit. `light` lights a
 * quarter on the map; null lights none.
 */
export function quarterLinks(light: (id: string | null) => void): QuarterLinks {
  const lists: HTMLElement[] = [];
  let lit: string | null = null;
  let focused: string | null = null;

  const show = (id: string | null) => {
    if (id === lit) return;
    lit = id;
    light(id);
    for (const item of lists.flatMap((list) => [...list.querySelectorAll<HTMLElement>('[data-quarter]')]))
      item.classList.toggle('is-lit', item.dataset.quarter === id);
  };

  return {
    add(list) {
      lists.push(list);
      list.addEventListener('pointerover', ({ target }) => show(quarterOf(target) ?? focused));
      list.addEventListener('pointerleave', () => show(focused));
      list.addEventListener('focusin', ({ target }) => {
        focused = quarterOf(target);
        show(focused);
      });
      list.addEventListener('focusout', () => {
        focused = null;
        show(null);
      });
    },
    point: (id) => show(id ?? focused),
  };
}

export interface QuarterLinks {
  add(list: HTMLElement): void;
  /** Lights the quarter that is pointed at on the map; null for none. */
  point(id: string | null): void;
}

function quarterOf(target: EventTarget | null): string | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-quarter]') : null;
  return item?.dataset.quarter ?? null;
}
