import type { ListedAppSession } from "@/lib/auth/sessions.ts";

/** The name of a device whose session this build can't read. */
export const unknownDevice = "Unknown device";

/** The name of a session's device: "Firefox on Linux". */
export const deviceName = (session: ListedAppSession): string =>
  session.readable
    ? `${session.metadata.device.browser} on ${session.metadata.device.system}`
    : unknownDevice;
