import '../../../src/web/style/base.css';

// A page with a map alone, which tests control.
globalThis.picked = [];
globalThis.open = async () => {
  const { openMap } = await import('../../../src/web/map/map.ts');
  globalThis.siteMap = await openMap(document.getElementById('carte'));
};
