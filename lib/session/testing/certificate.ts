import path from "node:path";
import { execa } from "execa";

/**
 * Makes `localhost.crt` and `localhost.key` in a folder: self-signed, good for a year.
 * @param openssl The program.
 */
export async function makeCertificate(folder: string, openssl = "openssl"): Promise<void> {
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const about = ["-days", "365", "-subj", "/CN=localhost", "-addext", names];
  const files = [
    ...["-keyout", path.join(folder, "localhost.key")],
    ...["-out", path.join(folder, "localhost.crt")],
  ];
  await execa(openssl, ["req", "-x509", ...curve, "-nodes", ...about, ...files]);
}
