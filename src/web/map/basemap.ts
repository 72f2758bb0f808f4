/** The basemap: our own background alone, or the IGN's Plan where the operator has enabled it. */
export function basemapOf(page: Document): 'plain' | 'ign' {
  const stated = page.querySelector<HTMLMetaElement>('meta[name="perimetre-basemap"]')?.content;
  return stated === 'ign' ? 'ign' : 'plain';
}

export const IGN_TILES =
  'https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}';
