import type { ListedAppSession } from "@/lib/auth/sessions.ts";

/** What a device is called whose session this build can't read. */
export const unknownDevice = "Unknown device";

/** What the device of a session is called: "Firefox on Linux". */
export const deviceName = (session: ListedAppSession): string =>
  session.readable
    ? `${session.metadata.device.browser} on ${session.metadata.device.system}`
    : unknownDevice;
