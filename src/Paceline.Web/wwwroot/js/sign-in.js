// Signs a person in by a one-time link. The token stands in the fragment, which no server and no log ever sees;
// a click sends it, so that a mail scanner that opens links does not use it up.
import { names, words } from './sign-in-words.js';

const heading = document.getElementById('heading');
const sentence = document.getElementById('sentence');
const button = document.getElementById('sign-in');
const help = document.getElementById('help');
const language = document.getElementById('language');
let token = location.hash.slice(1);

// Why the person is here again, in a word of the program; what it does not say is not shown.
const out = ['done', 'allowed', 'supervisor'].find(word => word === new URLSearchParams(location.search).get('out'));
let key = newKey();

history.replaceState(null, '', location.pathname);
// The same page opened again with a new link only changes its fragment.
addEventListener('hashchange', () => {
  if (location.hash.length < 2) return;
  token = location.hash.slice(1);
  key = newKey();
  history.replaceState(null, '', location.pathname);
  show();
});

// Not randomUUID: a page that came by plain HTTP from another computer does not have it.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
}

const spoken = () => document.documentElement.lang.split('-')[0];
const say = word => words[spoken()][word];

function show() {
  document.title = say('title');
  document.querySelectorAll('[data-word]').forEach(e => { e.textContent = say(e.dataset.word); });
  const gone = out && !token;
  heading.textContent = say(gone ? 'out' : 'signIn');
  sentence.textContent = say(token ? 'ready' : gone ? out : 'needed');
  button.hidden = !token;
  help.hidden = Boolean(token);
  button.disabled = false;
  if (token) button.focus();
  warn();
}

function refuse(title, text, again) {
  heading.textContent = title;
  sentence.textContent = text;
  button.hidden = !again;
  button.disabled = false;
  help.hidden = again;
}

// Who is signed in in this browser; undefined: nobody, or nobody knows.
async function me() {
  try {
    const answer = await fetch('/api/v1/me', { cache: 'no-store' });
    return answer.ok ? await answer.json() : undefined;
  } catch { return undefined; }
}

// The cookie is the browser's: whoever signs in takes it from the person who has it, maybe in a call.
async function warn() {
  const there = token && await me();
  if (there && token && !button.disabled) sentence.textContent = `${say('ready')} ${say('taken').replace('{name}', there.name)}`;
}

// A desk whose sign-in had run out goes on in its own tab, with its call and what was written there.
function deskGoesOn(user) {
  return new Promise(done => {
    const desks = new BroadcastChannel('paceline.desk');
    const end = found => { clearTimeout(limit); desks.close(); done(found); };
    const limit = setTimeout(() => end(false), 500);
    desks.onmessage = e => { if (e.data.goesOn) end(true); };
    desks.postMessage({ signedIn: user });
  });
}

button.addEventListener('click', async () => {
  button.disabled = true;
  sentence.textContent = say('signingIn');
  try {
    const answer = await fetch('/api/v1/sign-in', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      if (await deskGoesOn((await me())?.user)) {
        refuse(say('goesOn'), say('goesOnWhy'), false);
        help.hidden = true;
      } else location.replace('/');
    } else if (answer.status === 401 || answer.status === 410) {
      token = '';
      refuse(say('used'), say('usedWhy'), false);
    } else {
      const problem = await answer.json().catch(() => ({}));
      refuse(say('refused'), problem.detail || problem.title || say('answered').replace('{status}', answer.status), true);
    }
  } catch {
    refuse(say('away'), say('awayWhy'), true);
  }
});

// Without a reload, which would lose the link.
for (const [code, name] of Object.entries(names)) language.add(new Option(name, code, false, code === spoken()));
language.addEventListener('change', () => {
  try { localStorage.setItem('paceline.language', language.value); } catch { /* a browser without storage forgets it */ }
  document.documentElement.lang = language.value;
  show();
});

show();
