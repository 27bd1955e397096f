// For Focus.cs.
globalThis.giveFocus = id => document.getElementById(id)?.focus();

// Starts the program in the page's language, with how the browser's region writes months, days and numbers: the program has no such tables of its own.
{
  const lang = document.documentElement.lang;
  const part = (parts, type) => parts.find(p => p.type === type)?.value ?? '';
  const day = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, month) => part(day.formatToParts(Date.UTC(2026, month, 15)), 'month'));
  const weekday = new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' });
  const days = Array.from({ length: 7 }, (_, i) => weekday.format(Date.UTC(2026, 10, 29 + i)));
  const number = new Intl.NumberFormat(lang).formatToParts(1234567.8);
  const region = [lang, part(number, 'group'), part(number, 'decimal'), ...months, ...days].join('\t');

  // Where the server has all assemblies in one file (ProgramFile.cs: a line that says where each is, then they), each is cut out of it;
  // what is not in it, or the file did not come, is fetched as the runtime would.
  const file = document.currentScript.dataset.program;
  let cut = file && fetch(file).then(async answer => {
    const all = await answer.arrayBuffer();
    const line = new Uint8Array(all).indexOf(10);
    const index = JSON.parse(new TextDecoder().decode(new Uint8Array(all, 0, line)));
    // What the runtime wants of an answer; a real one sends each part through a stream, forty times.
    return name => {
      const [at, length] = index[name];
      return { ok: true, status: 200, url: name, arrayBuffer: async () => all.slice(line + 1 + at, line + 1 + at + length) };
    };
  });
  cut?.catch(() => {}); // Each that is missed says so, below.
  const started = Blazor.start({
    configureRuntime: dotnet => dotnet.withEnvironmentVariable('PACELINE_REGION', region),
    loadBootResource: (type, name, uri, integrity, behavior) => cut && behavior === 'assembly'
      ? cut.then(part => part(uri.split('/').pop())).catch(() => fetch(uri, { integrity })) : undefined,
  });
  started.then(() => { cut = undefined; }); // All of it, unpacked, is kept no longer than it is needed.

  // The runtime tells nobody else that it could not start. The stylesheet hides it once a page has a main element.
  addEventListener('unhandledrejection', () => { document.querySelector('.first-failed').hidden = false; });
}
