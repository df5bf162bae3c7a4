import { createHash } from "node:crypto";
import type { Person } from "./people.ts";

/**
 * The site's look: the same paper, ink and type (app/globals.css). It uses no node's color, because
 * this isn't a node.
 */
const style = `
:root { color-scheme: light dark; --paper: #f4f6f5; --panel: #fff; --ink: #12181b; --muted: #556065; --rule: #d5dcda }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0e1214; --panel: #141a1d; --ink: #e6ecea; --muted: #98a5a6; --rule: #283236 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 "Helvetica Neue", Helvetica, "Nimbus Sans", "Liberation Sans", Arial, system-ui, sans-serif }
main { max-width: 34rem; margin: 0 auto; padding: 4rem 1.5rem }
h1 { margin: 0; font-size: 2.25rem; line-height: 1.2; letter-spacing: -.025em }
p { color: var(--muted) }
ul { list-style: none; margin: 2rem 0 0; padding: 0; border-top: 1px solid var(--rule) }
li { padding: 1.25rem 0; border-bottom: 1px solid var(--rule) }
li p { margin: .5rem 0 0; font-size: .875rem }
button { min-height: 2.75rem; padding: 0 1.25rem; border: 1px solid var(--ink); border-radius: 3px; font: inherit;
  font-size: .875rem; font-weight: 700; color: var(--ink); background: transparent; cursor: pointer }
button:hover { background: var(--ink); color: var(--paper) }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 3px }
`;

/**
 * Allows only this style, forms that lead here and back to the site, and the script whose hash
 * oidc-provider adds.
 */
export const contentSecurityPolicy = (siteUrl: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Browsers apply this also to the redirect that follows a form.
    `form-action 'self' ${new URL(siteUrl).origin}`,
  ].join("; ");

/** Escapes text of a person or of a request for a page. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${content}</main></body>
</html>
`;
}

/** The page on which people choose who they are. */
export function chooser(uid: string, people: readonly Person[]): string {
  const choices = people.map(
    ({ sub, email, note }) =>
      `<li><button name="person" value="${sub}">Continue as ${escaped(email)}</button><p>${note}</p></li>`,
  );
  return page(
    "Company sign-in",
    `<p>The company’s identity provider. It stands in for yours, and for development only: it asks for no password.</p>
<form method="post" action="/interaction/${uid}"><ul>${choices.join("")}</ul></form>`,
  );
}

/**
 * The page that asks whether to forget the person. `form` comes from oidc-provider, which knows
 * what to forget.
 */
export function farewell(form: string): string {
  return page(
    "Sign out of the provider?",
    `<p>The sessions that you began at the site by this sign-in end, too.</p>${form}
<p><button form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
  );
}
