// Runs before the first paint: the language the person chose in this browser, otherwise the browser's first one that we speak. The page's
// lang attribute carries it, with the browser's region for dates and numbers; start.js, the sign-in page and desk.js read it there.
(() => {
  const ours = ['en', 'de'];
  const wanted = navigator.languages ?? [navigator.language];
  const bare = tag => tag.split('-')[0].toLowerCase();
  const isOurs = tag => ours.includes(bare(tag));
  let chosen;
  try { chosen = localStorage.getItem('paceline.language'); } catch { /* without storage the browser's language is used */ }
  const language = ours.includes(chosen) ? chosen : bare(wanted.find(isOurs) ?? 'en');
  document.documentElement.lang = wanted.find(tag => bare(tag) === language) ?? language;
})();
