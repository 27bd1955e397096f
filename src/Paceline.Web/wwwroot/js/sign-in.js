// Signs a person in by a one-time link. The token stands in the fragment, which no server and no log ever sees;
// a click sends it, so that a mail scanner that opens links does not use it up.
const heading = document.getElementById('heading');
const sentence = document.getElementById('sentence');
const button = document.getElementById('sign-in');
const help = document.getElementById('help');
let token = location.hash.slice(1);
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

function show() {
  heading.textContent = 'Sign in';
  sentence.textContent = token ? 'Your link is ready. It signs you in on this computer.' : 'You need a sign-in link to get in.';
  button.hidden = !token;
  help.hidden = Boolean(token);
  button.disabled = false;
  if (token) button.focus();
}

function refuse(title, text, again) {
  heading.textContent = title;
  sentence.textContent = text;
  button.hidden = !again;
  button.disabled = false;
  help.hidden = again;
}

button.addEventListener('click', async () => {
  button.disabled = true;
  sentence.textContent = 'Signing in …';
  try {
    const answer = await fetch('/api/v1/sign-in', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      location.replace('/');
    } else if (answer.status === 401 || answer.status === 410) {
      token = '';
      refuse('This link no longer works', 'It was used already, or it is older than 15 minutes.', false);
    } else {
      const problem = await answer.json().catch(() => ({}));
      refuse('Signing in did not work', problem.detail || problem.title || `The server answered ${answer.status}. Try again.`, true);
    }
  } catch {
    refuse('The server does not answer', 'Nothing was used up. Try again in a moment.', true);
  }
});

show();
