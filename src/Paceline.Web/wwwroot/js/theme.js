// Runs before the first paint, so that a chosen look does not flash: "light" or "dark" over the system's.
try {
  const theme = localStorage.getItem('paceline.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch { /* without storage the system's look is used */ }
