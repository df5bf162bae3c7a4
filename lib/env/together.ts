import type { z } from "zod";

/** The settings that depend on each other. */
interface Values {
  readonly SITE_URL: string;
  readonly RETURN_ORIGINS: readonly string[];
  readonly SMTP_URL?: unknown;
  readonly MAIL_FROM?: unknown;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly AUTH_SECRETS?: unknown;
}

/**
 * The settings that company single sign-on needs, all or none: a door with half of them would lead
 * to an error page.
 */
const ofCompanySignOn = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "AUTH_SECRETS"] as const;

/** Whether an origin has the same host and the same scheme, on any port. */
const isBeside = (site: string) => (origin: string) => {
  const [one, other] = [new URL(site), new URL(origin)];
  return one.protocol === other.protocol && one.hostname === other.hostname;
};

/** Refuses settings that don't go together, each by its name. */
export function goTogether(values: Values, context: z.core.$RefinementCtx<Values>): void {
  const refuse = (name: keyof Values, message: string) =>
    context.addIssue({ code: "custom", path: [name], message });
  if (values.SMTP_URL && !values.MAIL_FROM) {
    refuse("MAIL_FROM", "MAIL_FROM is missing. SMTP_URL needs it: whom the site's mail comes from.");
  }
  // The cookie belongs to one host, and with HTTPS to HTTPS alone. A page on another host would
  // redirect a person back and forth forever.
  if (context.issues.length === 0 && !values.RETURN_ORIGINS.every(isBeside(values.SITE_URL))) {
    refuse(
      "RETURN_ORIGINS",
      "RETURN_ORIGINS has another scheme or host in it than SITE_URL, where browsers don't send this site's cookie. Name other ports of the same host.",
    );
  }
  // The secrets alone don't open the door: the set-up generates them in any case.
  if (!values.OIDC_ISSUER && !values.OIDC_CLIENT_ID) return;
  for (const name of ofCompanySignOn.filter((one) => !values[one])) {
    refuse(
      name,
      `${name} is missing. Company single sign-on needs ${ofCompanySignOn.join(", ")}; leave out OIDC_ISSUER and OIDC_CLIENT_ID to go without.`,
    );
  }
}
