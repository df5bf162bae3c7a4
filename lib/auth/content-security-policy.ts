import { env } from "../env.ts";

/**
 * What a page may load and where its forms may go. Scripts: those with the nonce and what they load themselves, nothing inline
 * without (CSP Level 3, "strict-dynamic"; 'self' is for browsers that don't know it).
 */
export function contentSecurityPolicy(nonce: string): string {
  const { SITE_URL } = env();
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    // React's development build evaluates stack traces of the server.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // The tape draws by style attributes, which can hold no script, load nothing under this policy, and reach one element only.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    // Browsers apply it to each redirect that a form's answer begins as well: no form's answer leads away (app/login/company.tsx).
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(SITE_URL.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
