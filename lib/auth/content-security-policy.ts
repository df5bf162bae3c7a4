import { env } from "../env.ts";
import { isDevelopment } from "../node/development.ts";

/**
 * What a page may load, and where its forms may go. Scripts need the nonce, or a script with the
 * nonce loads them; no inline script runs without it (CSP Level 3, "strict-dynamic"; 'self' is for
 * browsers that don't know it).
 */
export function contentSecurityPolicy(nonce: string): string {
  const { SITE_URL, PICTURE_ORIGINS, RETURN_ORIGINS } = env();
  return [
    "default-src 'none'",
    // React's development build evaluates stack traces of the server.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // The tape draws by style attributes, which can hold no script, load nothing under this policy,
    // and reach one element only.
    "style-src-attr 'unsafe-inline'",
    // People's pictures come only from origins that the operator names: any other server would
    // learn which person looks at which page.
    ["img-src 'self'", ...PICTURE_ORIGINS].join(" "),
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    // Browsers apply this also to each redirect that follows a form. No redirect leads further than
    // a sign-in may lead back to (app/login/company.tsx).
    ["form-action 'self'", ...RETURN_ORIGINS].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(SITE_URL.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
