import '../../../src/web/style/base.css';

// A page with nothing but a map, which tests tell what to show.
globalThis.picked = [];
globalThis.open = async () => {
  const { openMap } = await import('../../../src/web/map/map.ts');
  globalThis.siteMap = await openMap(document.getElementById('carte'));
};
