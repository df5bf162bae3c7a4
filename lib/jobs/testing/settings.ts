/** Milliseconds between two slots of the tests' job, for its work, and of its lease. */
export const everyMs = 40;
export const workMs = 15;
export const leaseMs = 400;

/** The stream that the tests' job writes to, and its key. */
export const streamOf = {
  prefix: "unstuck",
  name: "counted",
  kept: 100_000,
  key: "unstuck:{stream:counted}",
};

export const jobOf = { prefix: "unstuck", name: "count", every: everyMs, lease: leaseMs, makeUp: 10_000 };
