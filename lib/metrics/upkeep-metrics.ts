import { statfs } from "node:fs/promises";
import { connect } from "node:tls";
import { Gauge, type Registry } from "prom-client";
import type { SentinelView } from "../session/redis/sentinel-watch.ts";

const day = 24 * 60 * 60;
/** Milliseconds. */
const lookEvery = 5 * 60_000;
const answerWithin = 3000;

export interface Upkeep {
  /** The address that browsers use. With `https:`, the node looks at its certificate. */
  readonly siteUrl: string;
  /** When the key rings got their present first keys. */
  readonly keysSince: Date | undefined;
  readonly sentinels: () => SentinelView | undefined;
}

/**
 * Faults that an operator otherwise notices too late: a missing Sentinel, a certificate that
 * expires, old keys, a full disk. A site without one of these parts has no figure for it. Makes no
 * request to Redis.
 */
export class UpkeepMetrics {
  readonly #of: Upkeep;
  readonly #certificate: Gauge;
  #timer: NodeJS.Timeout | undefined;

  constructor(registry: Registry, upkeep: Upkeep) {
    this.#of = upkeep;
    const registers = [registry];
    const gauge = (name: string, help: string, collect: (this: Gauge) => void | Promise<void>) =>
      new Gauge({ name, help, registers, collect });
    const sentinels = () => upkeep.sentinels()?.sentinels ?? [];
    gauge("unstuck_redis_sentinels", "Sentinels that REDIS_URL names.", function () {
      this.set(sentinels().length);
    });
    gauge("unstuck_redis_sentinels_up", "Sentinels that this node is connected to.", function () {
      this.set(sentinels().filter(({ up }) => up).length);
    });
    gauge("unstuck_disk_free_ratio", "Free share of the disk that this node runs on.", async function () {
      const { bavail, blocks } = await statfs(process.cwd());
      this.set(bavail / blocks);
    });
    // Each figure has a label, because prom-client shows 0 for a figure without a label that was
    // never set.
    new Gauge({
      name: "unstuck_keys_age_days",
      help: "Days since KEYS_SINCE; no figure without it.",
      labelNames: ["since"],
      registers,
      collect() {
        const { keysSince } = upkeep;
        if (keysSince === undefined) return;
        const since = keysSince.toISOString().slice(0, 10);
        this.set({ since }, (Date.now() - keysSince.getTime()) / 1000 / day);
      },
    });
    this.#certificate = new Gauge({
      name: "unstuck_certificate_days",
      help: "Days until the certificate of SITE_URL ends; no figure without https, or where it isn't reached.",
      labelNames: ["host"],
      registers,
    });
  }

  /** Looks at the certificate now and every five minutes. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEvery);
    this.#timer.unref();
    void this.look();
  }

  /** One look. Never rejects: without a readable certificate there is no figure. */
  async look(): Promise<void> {
    const { protocol, hostname, port } = new URL(this.#of.siteUrl);
    if (protocol !== "https:") return;
    const ends = await certificateEnd(hostname, Number(port || 443)).catch(() => undefined);
    if (ends === undefined) this.#certificate.reset();
    else this.#certificate.set({ host: hostname }, (ends.getTime() - Date.now()) / 1000 / day);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/**
 * When the certificate that a server shows expires. It reads also a certificate that is no longer
 * trusted.
 */
function certificateEnd(host: string, port: number): Promise<Date> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false });
    socket.setTimeout(answerWithin, () => socket.destroy(new Error("It said nothing.")));
    socket.on("error", reject);
    socket.on("secureConnect", () => {
      resolve(new Date(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
  });
}
