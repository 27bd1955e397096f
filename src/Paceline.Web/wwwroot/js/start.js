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
  Blazor.start({ configureRuntime: dotnet => dotnet.withEnvironmentVariable('PACELINE_REGION', region) });
}
