/** The app and the services in other languages, each of which knows the login by itself. */
export const doors = [
  { door: "app", called: "Next.js", language: "TypeScript", whoami: "/api/whoami" },
  { door: "express", called: "Express", language: "JavaScript", whoami: "/express/whoami" },
  { door: "django", called: "Django", language: "Python", whoami: "/django/whoami" },
  { door: "spring", called: "Spring Boot", language: "Java", whoami: "/spring/whoami" },
] as const;

export type Door = (typeof doors)[number];

/** A door's answer about the person who asks; without a name the person is not signed in there. */
export interface Answer {
  readonly door: Door;
  readonly name: string | null;
  readonly node: string | null;
  readonly process: number | null;
}

/**
 * Asks one door.
 * @returns Null if nothing answers: the site runs without this door.
 * @throws {Error} if the door can't say now.
 */
export async function askDoor(door: Door): Promise<Answer | null> {
  const response = await fetch(door.whoami, { cache: "no-store" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${door.called} can’t say now (${response.status}). Try again.`);
  const { session, name = session?.user.name, node = null, process = null } = await response.json();
  return { door, name: name ?? null, node, process };
}
