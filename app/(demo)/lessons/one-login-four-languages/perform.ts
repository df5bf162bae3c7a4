import { announceSignOut } from "../../../_ui/session-watch/ends.ts";
import { type Answer, askDoor, doors } from "./doors.ts";

export interface Found {
  /** Undefined if the site runs without the services. */
  answers?: readonly Answer[];
  /** The cart that Spring Boot shows after Django has put something in. */
  cart?: readonly string[];
  signedOut: boolean;
}

/** Remembers over the page's reload that the person signed out here. */
const memory = "unstuck.signed-out-in-django";

/**
 * Asks all four. If they know the person, Django adds to the cart, and Spring Boot shows the cart.
 * @throws {Error} that says why it could not.
 */
export async function perform(doing: (what: string) => void, signedOut = false): Promise<Found> {
  const answers: Answer[] = [];
  for (const door of doors) {
    doing(`Asking ${door.called}`);
    const answer = await askDoor(door);
    if (!answer) return { signedOut };
    answers.push(answer);
  }
  if (answers.some(({ name }) => name === null)) return { answers, signedOut };
  doing("Putting tea into the cart in Django");
  const added = await fetch("/django/cart", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ item: "tea" }),
  });
  if (added.status === 413) throw new Error("The cart is full. It is empty again after the next sign-in.");
  if (!added.ok) throw new Error(`Django can’t write now (${added.status}). Try again.`);
  doing("Looking into the cart in Spring Boot");
  const shown = await fetch("/spring/cart", { cache: "no-store" });
  if (!shown.ok) throw new Error(`Spring Boot can’t say now (${shown.status}). Try again.`);
  return { answers, cart: (await shown.json()).cart, signedOut };
}

/**
 * Signs out in Django, and loads the page again, now as a person who is not signed in.
 * @throws {Error} that says why it could not.
 */
export async function signOutInDjango(doing: (what: string) => void): Promise<never> {
  doing("Signing out in Django");
  announceSignOut();
  // The redirect leads to the app's first page, which the lesson does not need.
  const response = await fetch("/django/sign-out", { method: "POST", redirect: "manual" });
  if (response.type !== "opaqueredirect")
    throw new Error(
      response.status === 404
        ? "The services don’t run on this site."
        : `Django can’t write now (${response.status}). Try again.`,
    );
  sessionStorage.setItem(memory, "yes");
  location.reload();
  return new Promise<never>(() => {});
}

/** Whether this page follows a sign-out here. The function says so once. */
export function takeSignedOut(): boolean {
  const signedOut = sessionStorage.getItem(memory) !== null;
  sessionStorage.removeItem(memory);
  return signedOut;
}
