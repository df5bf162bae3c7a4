import { env } from "../env.ts";
import { newDeviceMessage } from "../mail/message.ts";
import { post } from "../mail/post.ts";
import { dataRedis } from "../node/data-redis.ts";
import { perProcess } from "../node/per-process.ts";
import type { User } from "../users/user.ts";
import { KnownDevices } from "./known-devices.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Tells a person that a device signed in to the account that had not done so in the last month.
 * Only a verified address gets such a message. Otherwise, if a person signed up with another
 * person's address, this site would write to the other person. No round trip before the answer, 1
 * after it.
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
