import { get as getPlain } from "node:http";
import { get as getOverTls } from "node:https";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { loopback } from "./driver.ts";

/** The way to ask nginx on its port. */
export interface Door {
  readonly port: number;
  readonly tls: boolean;
  /** Whether a connection begins with the PROXY protocol's line. */
  readonly proxyProtocol: boolean;
}

/**
 * Whether nginx itself answers. Only nginx itself vouches for its certificate, and this asks on
 * loopback.
 */
export function isHealthy({ port, tls, proxyProtocol }: Door): Promise<boolean> {
  const announced = (): Socket => {
    const socket = connectPlain(port, loopback);
    // The probe connects for itself, and not for a client.
    socket.write("PROXY UNKNOWN\r\n");
    return tls ? connectTls({ socket, rejectUnauthorized: false }) : socket;
  };
  const options = {
    host: loopback,
    port,
    path: "/healthz",
    timeout: 1000,
    // With an agent, Node.js would ask the agent for the connection.
    ...(proxyProtocol ? { createConnection: announced } : { agent: false as const }),
  };
  return new Promise((resolve) => {
    const request = tls ? getOverTls({ ...options, rejectUnauthorized: false }) : getPlain(options);
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy(new Error("nginx did not answer within 1 s")));
    request.on("error", () => resolve(false));
  });
}
