import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { makeCertificate } from "../../lib/session/testing/certificate.ts";
import { findProgram } from "../../lib/session/testing/programs.ts";
import { StackError } from "../stack.ts";

const day = 24 * 60 * 60;

/**
 * Whether this stack ends TLS itself, with a certificate that it makes. It does if the site is
 * `https://localhost`.
 */
export function endsTls(siteUrl: string): boolean {
  const { protocol, hostname } = new URL(siteUrl);
  return protocol === "https:" && hostname === "localhost";
}

/**
 * Makes sure that `localhost.crt` and `localhost.key` in a folder are good for another day. The
 * certificate is self-signed, so browsers warn once. `Secure` cookies and the `__Host-` name work
 * as with any other.
 */
export async function ensureCertificate(folder: string): Promise<void> {
  const openssl = await findProgram("openssl");
  if (openssl === undefined) {
    throw new StackError(
      "SITE_URL is https://localhost, which takes a certificate, and openssl isn't installed to make one. Install it, or set SITE_URL to http://localhost:PORT.",
    );
  }
  const [crt, key] = ["localhost.crt", "localhost.key"].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  if (existsSync(crt) && existsSync(key)) {
    const check = await execa(openssl, ["x509", "-noout", "-checkend", String(day), "-in", crt], {
      reject: false,
    });
    if (check.exitCode === 0) return;
  }
  await makeCertificate(folder, openssl);
}
