// One request to the server: its status, the date it says and the body, a line each; '' when no answer came in time (ms).
// user: whose page asks, once that is known. The cookie is the browser's, and may be somebody else's by now: the server refuses then.
export async function ask(method, route, user, key, type, body, patience) {
  const headers = { ...user && { 'Paceline-User': user }, ...key && { 'Idempotency-Key': key }, ...type && { 'Content-Type': type } };
  try {
    const sent = !type ? undefined : typeof body === 'string' ? body : await body.arrayBuffer(); // A file comes as a stream.
    const answer = await fetch(route, { method, headers, body: sent, signal: AbortSignal.timeout(patience) });
    return [answer.status, answer.headers.get('Date') ?? '', await answer.text()].join('\n');
  } catch { return ''; }
}
