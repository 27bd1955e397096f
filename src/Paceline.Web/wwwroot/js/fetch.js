// One request to the server: its status, the date it says and the body, a line each; '' when no answer came in time (ms).
export async function ask(method, route, key, type, body, patience) {
  const headers = { ...key && { 'Idempotency-Key': key }, ...type && { 'Content-Type': type } };
  try {
    const sent = !type ? undefined : typeof body === 'string' ? body : await body.arrayBuffer(); // A file comes as a stream.
    const answer = await fetch(route, { method, headers, body: sent, signal: AbortSignal.timeout(patience) });
    return [answer.status, answer.headers.get('Date') ?? '', await answer.text()].join('\n');
  } catch { return ''; }
}
