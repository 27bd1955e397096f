// The words of the sign-in page, which has no program yet that could bring them. Every language has every word.
export const names = { en: 'English', de: 'Deutsch' };

export const words = {
  en: {
    title: 'Sign in – Paceline',
    signIn: 'Sign in',
    language: 'Language',
    ready: 'Your link is ready. It signs you in on this computer.',
    needed: 'You need a sign-in link to get in.',
    newLink: 'A new link is made on the server with this command. It works once, for 15 minutes.',
    signingIn: 'Signing in …',
    used: 'This link no longer works',
    usedWhy: 'It was used already, or it is older than 15 minutes.',
    refused: 'Signing in did not work',
    answered: 'The server answered {status}. Try again.',
    away: 'The server does not answer',
    awayWhy: 'Nothing was used up. Try again in a moment.',
  },
  de: {
    title: 'Anmelden – Paceline',
    signIn: 'Anmelden',
    language: 'Sprache',
    ready: 'Ihr Link ist bereit. Er meldet Sie an diesem Computer an.',
    needed: 'Zum Anmelden brauchen Sie einen Anmelde-Link.',
    newLink: 'Einen neuen Link erzeugt dieser Befehl auf dem Server. Er gilt einmal und 15 Minuten lang.',
    signingIn: 'Sie werden angemeldet …',
    used: 'Dieser Link gilt nicht mehr',
    usedWhy: 'Er wurde schon benutzt oder ist älter als 15 Minuten.',
    refused: 'Die Anmeldung ist nicht gelungen',
    answered: 'Der Server hat mit {status} geantwortet. Versuchen Sie es noch einmal.',
    away: 'Der Server antwortet nicht',
    awayWhy: 'Der Link ist noch nicht verbraucht. Versuchen Sie es gleich noch einmal.',
  },
};
