// The live line: the server's hub over the browser's own WebSocket, in the JSON protocol of SignalR. One line at a time; when to try again is C#'s.
const end = '\u001e';
// In ms. Both beat; the page takes a line that was silent for three beats of the server for lost, the server a page that it has not heard for 30 s.
const beat = 5_000, greeting = 15_000, patience = 15_000;
let line;

// Opens it: "up"; "signedOut" or "refused" when the server says so; "lost". Later it tells each push, name and JSON, and 'Lost' once.
// user: whose page it is, once that is known; a WebSocket carries no header, so the address says it.
export function open(told, user) {
  close();
  return new Promise(answer => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/hub${user && `?user=${encodeURIComponent(user)}`}`);
    const asked = new Map();
    let up = false, heard = Date.now(), said = heard;
    const send = message => {
      said = Date.now();
      socket.send(JSON.stringify(message) + end);
    };
    const ours = line = {
      watch: name => new Promise((done, fail) => {
        const invocationId = String(asked.size);
        asked.set(invocationId, { done, fail });
        send({ type: 1, invocationId, target: name, arguments: [] });
      }),
      drop: () => {
        clearInterval(clock);
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
        for (const { fail } of asked.values()) fail(new Error('The line was lost.')); // An answer that was given stays given.
        if (!up) answer('lost');
      },
    };
    const lost = () => {
      if (ours.gone) return;
      ours.gone = true;
      ours.drop();
      if (up) told('Lost', ''); // After what came before: why the server ended it, above all.
    };
    const take = message => {
      if (!up && message.error) return lost();
      if (!up) {
        up = true;
        send({ type: 6 }); // From the first beat on the server notices when there is none.
        answer('up');
      }
      if (message.type === 1) {
        told(message.target, JSON.stringify(message.arguments[0]));
      } else if (message.type === 3) {
        const { done, fail } = asked.get(message.invocationId);
        if (message.error) fail(new Error(message.error)); else done(JSON.stringify(message.result));
      } else if (message.type === 7) lost();
    };
    const clock = setInterval(() => {
      if (Date.now() - heard > (up ? patience : greeting)) lost();
      else if (up) send({ type: 6 });
    }, beat);
    socket.onopen = () => send({ protocol: 'json', version: 1 });
    socket.onmessage = e => {
      heard = Date.now();
      for (const text of e.data.split(end)) if (text && line === ours && !ours.gone) take(JSON.parse(text));
      // A hidden page's clock goes once a minute; what the server says comes in time.
      if (up && !ours.gone && heard - said > beat) send({ type: 6 });
    };
    socket.onclose = async () => {
      if (!up) answer(await refusal(user)); // A WebSocket does not tell why it was not opened.
      lost();
    };
  });
}

// Asks the hub for something to watch: its first snapshot, as JSON.
export async function watch(name) {
  if (!line || line.gone) throw new Error('The line was lost.');
  return line.watch(name);
}

export function close() {
  if (!line) return;
  line.drop();
  line = undefined;
}

async function refusal(user) {
  try {
    const headers = user ? { 'Paceline-User': user } : {};
    const { status } = await fetch('/api/v1/me', { headers, signal: AbortSignal.timeout(greeting), cache: 'no-store' });
    return status === 401 ? 'signedOut' : status === 403 ? 'refused' : 'lost';
  } catch { return 'lost'; }
}
