/**
 * One request of an experiment, through nginx.
 * @throws {Error} with a message that a person understands.
 */
export async function ask<Found>(
  path: string,
  method: "GET" | "POST" | "PUT" | "DELETE" = "GET",
  body?: object,
): Promise<Found & { node: string }> {
  const response = await fetch(`/api/lessons/${path}`, {
    method,
    cache: "no-store",
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The answer was ${response.status}.`);
  return answer;
}

/** Sends the same request several times, one after the other. */
export async function askTimes<Found>(times: number, path: string): Promise<(Found & { node: string })[]> {
  const answers: (Found & { node: string })[] = [];
  for (let turn = 0; turn < times; turn += 1) answers.push(await ask<Found>(path));
  return answers;
}
