// How .NET calls a function of one of the other scripts (Scripts.cs): its answer is a text, "true", "false" or nothing.
export async function call(script, name, args) {
  const answer = await script[name](...args);
  return answer === undefined || answer === null ? null : String(answer);
}

// The same, with what the function tells later in the first place: told(what, value).
export const callListening = (script, name, told, args) => call(script, name, [told, ...args]);
