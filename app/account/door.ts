/** Which login made a session, in words. */
export function doorInWords(door: string): string {
  return door === "authjs" ? "company single sign-on" : "email and password";
}
