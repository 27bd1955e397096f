// The parts of the workspace a browser does only in script: sound, keys, focus, drafts. Everything else is C#.
let listener;             // the .NET side hears: Key (name), Voice (state), Microphone (state), Loss (percents), Talking, SignedIn (user)
let stream, sent, peer, context, heard, meter, speaker;
let muted = false, wantsMicrophone = false, lastTyped = -1e9, armedAt = 0;

// keys: one "key<tab>action" a line; a key of one character works outside of text only, all others everywhere.
export function start(told, keys) {
  listener = told;
  bindings = Object.fromEntries(keys.split('\n').map(line => line.split('\t')));
  document.addEventListener('keydown', key, true);
  desks = new BroadcastChannel('paceline.desk');
  desks.onmessage = ({ data: { signedIn } }) => {
    if (!signedIn) return;
    if (signedIn === awaited) desks.postMessage({ goesOn: true });
    tell('SignedIn', signedIn);
  };
  navigator.mediaDevices?.addEventListener('devicechange', deviceChange);
  navigator.permissions?.query({ name: 'microphone' }).then(p => {
    p.onchange = async () => {
      if (p.state === 'granted' && stream) return;
      // Taken away in the middle of work, and given back: whoever had it goes on without a click.
      if (p.state === 'denied') dropMicrophone();
      tell('Microphone', p.state === 'denied' ? 'refused' : wantsMicrophone && p.state === 'granted' ? await microphone() : 'notAsked');
    };
  }, () => { /* a browser that does not know the question: asking the microphone itself tells */ });
}

export function stop() {
  document.removeEventListener('keydown', key, true);
  navigator.mediaDevices?.removeEventListener('devicechange', deviceChange);
  desks?.close();
  awaited = '';
  hangUpLeg();
  dropMicrophone();
  listener = undefined;
}

// The sign-in page of another tab says who has signed in in this browser. A page that waits for that person goes on, and the tab is told so: it
// does not take the desk.
let desks, awaited = '';
export const awaitSignIn = user => { awaited = user; };

// ---- microphone ----

const wishes = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }, video: false };

// Whether it may be used without asking the person: "granted", "refused", "notAsked", "missing", "insecure".
export async function permission() {
  if (!navigator.mediaDevices?.getUserMedia) return 'insecure';
  try {
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    return state === 'granted' ? 'granted' : state === 'denied' ? 'refused' : 'notAsked';
  } catch { return 'notAsked'; }
}

// Opens it: "works" or why not.
export async function microphone() {
  if (!navigator.mediaDevices?.getUserMedia) return 'insecure';
  try {
    const fresh = await navigator.mediaDevices.getUserMedia(wished()).catch(e => {
      // The chosen one is not plugged in today: any other is better than none.
      if (e.name === 'OverconstrainedError' || e.name === 'NotFoundError') return navigator.mediaDevices.getUserMedia(wishes);
      throw e;
    });
    dropMicrophone();
    stream = fresh;
    wantsMicrophone = true;
    const track = stream.getAudioTracks()[0];
    track.onended = () => { if (track === stream?.getAudioTracks()[0]) lostMicrophone(); };
    // The sent track is a copy: mute silences it, while the level still shows that the agent speaks.
    sent = track.clone();
    sent.enabled = !muted;
    listen();
    const sender = peer?.getSenders()[0];
    if (sender) await sender.replaceTrack(sent);
    return 'works';
  } catch (e) {
    return e.name === 'NotAllowedError' || e.name === 'SecurityError' ? 'refused'
      : e.name === 'NotFoundError' || e.name === 'OverconstrainedError' ? 'missing' : 'busy';
  }
}

const wished = () => {
  const chosen = setting('microphone');
  return chosen ? { ...wishes, audio: { ...wishes.audio, deviceId: { exact: chosen } } } : wishes;
};

// What can be chosen: one "kind<tab>id<tab>name" a line, the chosen ones with a * before; names come once the microphone is allowed.
export async function devices() {
  const all = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
  const inUse = { audioinput: stream?.getAudioTracks()[0]?.getSettings().deviceId, audiooutput: speaker?.sinkId || setting('speaker') || 'default' };
  return all.filter(d => d.deviceId && (d.kind === 'audioinput' || (d.kind === 'audiooutput' && canChooseSpeaker())))
    .map(d => `${d.deviceId === inUse[d.kind] ? '*' : ''}${d.kind}\t${d.deviceId}\t${d.label || 'Unnamed device'}`).join('\n');
}

const canChooseSpeaker = () => 'setSinkId' in HTMLMediaElement.prototype;

// Keeps the choice for the next time; "works" or why not, as microphone().
export function useMicrophone(id) {
  setting('microphone', id);
  return microphone();
}

// The customer's voice comes from there, and the cues where the browser can; false: the browser did not.
export async function useSpeaker(id) {
  setting('speaker', id);
  return toSpeaker();
}

async function toSpeaker() {
  const id = setting('speaker');
  if (!id || !canChooseSpeaker()) return true;
  try {
    await speaker?.setSinkId(id);
    await context?.setSinkId?.(id === 'default' ? '' : id);
    return true;
  } catch { return false; /* unplugged, or not allowed: sound stays where it was */ }
}

function setting(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(`paceline.${name}`, value);
    return localStorage.getItem(`paceline.${name}`) ?? '';
  } catch { return ''; /* a browser without storage forgets it */ }
}

// The SIP phone that this person takes calls on; empty: this computer.
export const phoneOf = user => setting(`phone.${user}`);
export const keepPhone = (user, address) => { setting(`phone.${user}`, address); };

export const microphoneName = () => stream?.getAudioTracks()[0]?.label ?? '';

export function mute(on) {
  muted = on;
  if (sent) sent.enabled = !on;
}

function dropMicrophone() {
  clearInterval(meter);
  heard?.disconnect();
  stream?.getTracks().forEach(t => { t.onended = null; t.stop(); });
  sent?.stop();
  stream = sent = heard = undefined;
  showLevel(0);
}

// Nothing is listened to any more, and a device that comes or goes is nobody's.
export function closeMicrophone() {
  wantsMicrophone = false;
  dropMicrophone();
}

async function lostMicrophone() {
  dropMicrophone();
  tell('Microphone', await microphone());
}

async function deviceChange() {
  if (!wantsMicrophone) return;
  const chosen = setting('microphone');
  // The chosen one is plugged in again: it is taken back from the one that stood in for it.
  const isBack = async () => chosen && stream?.getAudioTracks()[0]?.getSettings().deviceId !== chosen
    && (await navigator.mediaDevices.enumerateDevices()).some(d => d.kind === 'audioinput' && d.deviceId === chosen);
  if (!stream || await isBack()) tell('Microphone', await microphone());
}

function listen() {
  context ??= new AudioContext();
  context.resume().catch(() => { /* allowed at the next click */ });
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  heard = context.createMediaStreamSource(stream);
  heard.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loud = 0, told = 0, quiet = 0;
  meter = setInterval(() => {
    if (context.state === 'suspended') context.resume().catch(() => { /* as above */ });
    analyser.getFloatTimeDomainData(samples);
    let sum = 0, peak = 0;
    for (const s of samples) { sum += s * s; peak = Math.max(peak, Math.abs(s)); }
    // Less than the smallest step of 16 bits for 10 s: no room is that quiet, somebody's switch is off. Ticks are counted and not time:
    // a hidden page ticks seldom.
    const before = quiet;
    quiet = peak > 2 ** -15 || muted || context.state !== 'running' ? 0 : quiet + 1;
    if (quiet === 100) tell('Microphone', 'silent');
    else if (before >= 100 && quiet === 0) tell('Microphone', 'works');
    const decibels = 10 * Math.log10(sum / samples.length + 1e-10);
    showLevel(decibels < -55 ? 0 : decibels < -45 ? 1 : decibels < -36 ? 2 : decibels < -28 ? 3 : decibels < -18 ? 4 : 5);
    loud = muted && decibels > -36 ? loud + 1 : 0;
    if (loud >= 5 && Date.now() - told > 10000) { told = Date.now(); tell('Talking'); }
  }, 100);
}

function showLevel(level) {
  for (const e of document.querySelectorAll('[data-level]')) e.dataset.level = level;
}

// ---- the agent's leg ----

// A new offer, complete with its candidates: this side does not trickle.
export async function offer() {
  hangUpLeg();
  const mine = peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
  const line = peer.addTransceiver(sent, { direction: 'sendrecv', streams: [stream] });
  const codecs = RTCRtpReceiver.getCapabilities('audio').codecs;
  const rank = c => ['audio/pcmu', 'audio/pcma', 'audio/telephone-event'].indexOf(c.mimeType.toLowerCase());
  const known = codecs.filter(c => rank(c) >= 0).sort((a, b) => rank(a) - rank(b));
  line.setCodecPreferences([...known, ...codecs.filter(c => rank(c) < 0)]);
  peer.ontrack = e => {
    speaker ??= Object.assign(document.createElement('audio'), { autoplay: true });
    toSpeaker();
    speaker.srcObject = e.streams[0] ?? new MediaStream([e.track]);
    speaker.play().catch(() => tell('Voice', 'silent'));
  };
  let grace;
  peer.onconnectionstatechange = () => {
    if (mine !== peer) return;
    clearTimeout(grace);
    const state = mine.connectionState;
    if (state === 'connected') {
      tell('Voice', 'up');
      watchLoss(mine);
    }
    else if (state === 'failed') tell('Voice', 'lost');
    // A network that changes is often back by itself within a moment.
    else if (state === 'disconnected') grace = setTimeout(() => { if (mine === peer) tell('Voice', 'lost'); }, 2500);
  };
  await mine.setLocalDescription(await mine.createOffer());
  if (mine.iceGatheringState !== 'complete') {
    await new Promise(done => {
      setTimeout(done, 1000);
      mine.onicegatheringstatechange = () => { if (mine.iceGatheringState === 'complete') done(); };
    });
  }
  return mine.localDescription.sdp;
}

// What the voice node says of the agent's sound, and what this browser counts of the customer's: shares lost in each 5 s. Ten seconds of
// 3 % or more are told, and so is their end.
function watchLoss(mine) {
  let before, bad = 0, told = false;
  const look = setInterval(async () => {
    if (mine !== peer) return clearInterval(look);
    const now = { sent: 0, gone: 0, heard: 0, missed: 0 };
    for (const s of (await mine.getStats()).values()) {
      if (s.type === 'outbound-rtp') now.sent += s.packetsSent;
      else if (s.type === 'remote-inbound-rtp') now.gone += s.packetsLost;
      else if (s.type === 'inbound-rtp') { now.heard += s.packetsReceived; now.missed += s.packetsLost; }
    }
    const share = (lost, of) => of > 0 ? Math.min(100, Math.max(0, Math.round(100 * lost / of))) : 0;
    const ours = before ? share(now.gone - before.gone, now.sent - before.sent) : 0;
    const theirs = before ? share(now.missed - before.missed, now.heard - before.heard + now.missed - before.missed) : 0;
    before = now;
    bad = Math.max(ours, theirs) >= 3 ? bad + 1 : 0;
    if (bad >= 2 || (told && bad === 0)) {
      told = bad >= 2;
      tell('Loss', told ? `${ours} ${theirs}` : '0 0');
    }
  }, 5000);
}

export const answer = sdp => peer.setRemoteDescription({ type: 'answer', sdp });

export const playAgain = () => speaker?.play().then(() => true, () => false) ?? true;

export function hangUpLeg() {
  if (!peer) return;
  const old = peer;
  peer = undefined;
  old.close();
}

// ---- cues: never louder than -18 dBFS; that somebody is connected is heard in the call itself (ZipTone.cs) ----

const cues = {
  offered: [[660, 0.12], [880, 0.13]],
  callback: [[880, 0.12], [660, 0.12], [880, 0.12], [660, 0.12]],
  ended: [[520, 0.075], [390, 0.075]],
  lost: [[330, 0.12], [330, 0.12], [262, 0.16]],
  message: [[660, 0.2]],
};

export function cue(name) {
  context ??= new AudioContext();
  let at = context.currentTime + 0.01;
  for (const [pitch, length] of cues[name]) {
    const tone = context.createOscillator(), loudness = context.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.11, at + 0.012);
    loudness.gain.setValueAtTime(0.11, at + length - 0.03);
    loudness.gain.linearRampToValueAtTime(0, at + length);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length + 0.02;
  }
}

// ---- keys ----

let bindings = {};        // key to action; which keys there are is C#'s (KeyMap)
const arming = 600;       // a key that saved one record must not act on the next
const guard = 150;        // two printable keys this close together are somebody writing
let last = { at: -1e9, timer: 0, digit: false };

const isText = e => e instanceof HTMLElement && (e.isContentEditable || e.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=file])'));

function key(e) {
  if (e.isComposing || !listener) return;
  const now = performance.now();
  const typing = isText(e.target);
  if (typing) lastTyped = now;
  // A letter with Ctrl is the text's own while somebody is writing.
  const chord = (e.key.length > 1 || ((e.ctrlKey || e.metaKey) && !typing)) && bindings[(e.ctrlKey || e.metaKey ? 'Ctrl+' : '') + (e.shiftKey ? 'Shift+' : '') + e.key];
  if (chord) {
    e.preventDefault();
    // What stands in a field of the record is saved before the record goes.
    const saves = chord === 'primary' || chord === 'save';
    if (saves && document.activeElement?.matches('.field-edit')) document.activeElement.blur();
    if (!e.repeat && !(saves && now < armedAt)) tell('Key', chord);
    return;
  }
  // Enter saves a field; its own click must not open the field again when the focus is back on it.
  if (e.key === 'Enter' && e.target.matches?.('.field-edit')) e.preventDefault();
  if (e.key === 'Escape' && e.target.id === 'note') return focus('outcome');
  if (e.key === 'Escape' && !typing && !e.target.closest?.('[role=menu]') && (document.querySelector('.side-panel') || keypadOpen())) return tell('Key', 'close');
  if (e.key === 'Enter' && !typing && e.target.closest?.('#pad') && (e.repeat || now < armedAt)) return e.preventDefault();
  if (typing || e.ctrlKey || e.altKey || e.metaKey || e.key.length !== 1 || e.target.closest?.('[role=menu]')) return;
  // A space presses what has the focus; between two words it is writing, too, and chooses no outcome.
  const writing = now - last.at < guard, space = e.key === ' ';
  if (space && (!writing || keypadOpen())) return;
  clearTimeout(last.timer);
  if (writing && last.digit) tell('Key', 'undoDigit');
  if (writing && last.letter && !keypadOpen()) tell('Key', 'writing');
  if (space) {
    e.preventDefault();
    last = { at: now, timer: 0 };
    return;
  }
  const digit = /^[0-9*#]$/.test(e.key), letter = bindings[e.key.toLowerCase()];
  last = { at: now, timer: 0, digit: digit && !writing, letter: letter && !writing };
  if (e.repeat || (writing && !keypadOpen())) return;
  if (digit) tell('Key', e.key);
  else if (letter === 'note' && noteInSight()) {
    // At once: whoever writes on after it has written into the note.
    e.preventDefault();
    focus('note');
  }
  else if (letter) {
    e.preventDefault();
    last.timer = setTimeout(() => tell('Key', letter), guard);
  }
}

const noteInSight = () => document.getElementById('note')?.readOnly === false && !keypadOpen() && !document.querySelector('.side-panel');

// With the keypad open the digits are a number somebody dials, quickly.
const keypadOpen = () => document.getElementById('keypad') !== null;

// Called when a record or call has landed or ended: holds the saving keys for a moment and gives the pad the focus (the outcomes, or the
// button with this id), unless somebody is writing. A pause for thought in the note is writing too: the next letters must not become commands.
export function landed(id = 'outcome') {
  armedAt = performance.now() + arming;
  const writing = isText(document.activeElement) || performance.now() - lastTyped < 2000;
  if (!writing && !document.querySelector('[role=menu], .side-panel, .panel-callback')) focus(id);
}

// To the chosen outcome, the first one, or any element by its id. A second F2 goes back to the note.
export function focus(id) {
  const pad = document.getElementById('pad');
  if (id === 'toggle') id = pad?.contains(document.activeElement) ? 'note' : 'outcome';
  const target = id === 'outcome' ? pad?.querySelector('input:checked') ?? pad?.querySelector('input[type=radio]') ?? pad?.querySelector('input, button') : document.getElementById(id);
  target?.focus({ preventScroll: id === 'outcome' });
}

// The old way too: a page without https has no clipboard.
export async function copy(id) {
  const field = document.getElementById(id);
  field?.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}

// As if it had been clicked: a menu opens by its key.
export const press = id => document.getElementById(id)?.click();

// ---- drafts, title, theme, language ----

const prefix = 'paceline.draft.';

export const keep = (name, text) => sessionStorage.setItem(prefix + name, text);
export const kept = name => sessionStorage.getItem(prefix + name) ?? '';
export const forget = name => {
  for (const k of Object.keys(sessionStorage)) if (k.startsWith(prefix + name)) sessionStorage.removeItem(k);
};

export function title(text, shape) {
  document.title = text;
  const icon = document.querySelector('link[rel=icon]');
  const href = `/img/state-${shape}.svg`;
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}

export function theme(name) {
  if (name) {
    try { localStorage.setItem('paceline.theme', name); } catch { /* a browser without storage forgets it */ }
  } else {
    try { name = localStorage.getItem('paceline.theme') ?? 'system'; } catch { name = 'system'; }
  }
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  return name;
}

function tell(what, value = '') {
  try { listener?.(what, value); } catch { /* the page is going away, and nobody listens */ }
}

// Keeps it for this browser and opens the page anew in it.
export function language(code) {
  try { localStorage.setItem('paceline.language', code); } catch { /* a browser without storage forgets it */ }
  location.reload();
}
