import { env } from "../env.ts";
import { newDeviceMessage } from "../mail/message.ts";
import { post } from "../mail/post.ts";
import { dataRedis } from "../node/data-redis.ts";
import { perProcess } from "../node/per-process.ts";
import type { User } from "../users/user.ts";
import { KnownDevices } from "./known-devices.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Tells a person that a device signed in which wasn't seen there in the last month. Only an address
 * that they showed to read gets such a message: a person who signed up with another's address would
 * have that one written to. No round trip before the answer, 1 after it.
 */
export function noticeDevice(user: User, { metadata, createdAt }: AppSession, address: string): void {
  const { device } = metadata;
  post(async () => {
    if (!(await knownDevices().isNew(user.id, device, address))) return undefined;
    return user.email && user.emailVerified ? newDeviceMessage(user.email, createdAt, device) : undefined;
  });
}

const knownDevices = () =>
  perProcess("known-devices", () => new KnownDevices(dataRedis(), env().SESSION_PEPPERS[0] ?? ""));
