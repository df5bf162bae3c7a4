import { env } from "../env.ts";
import { isDevelopment } from "../node/development.ts";

/**
 * What a page may load and where its forms may go. Scripts: those with the nonce and what they
 * load themselves, nothing inline without (CSP Level 3, "strict-dynamic"; 'self' is for
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
    // Pictures of people, from nowhere but where the operator says: any other server would
    // learn who looks at which page.
    ["img-src 'self'", ...PICTURE_ORIGINS].join(" "),
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    // Browsers apply it to each redirect that a form's answer begins as well: none leads further
    // than a sign-in may lead back to (app/login/company.tsx).
    ["form-action 'self'", ...RETURN_ORIGINS].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(SITE_URL.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
