/**
 * The negative controls of the campaign of strangers: the site without one mechanism. The campaign
 * must find something in each.
 */
export const strangerControls = {
  limits: {
    what: "nginx’s limits per address",
    settings: {
      REQUESTS_PER_ADDRESS: "999999",
      CONNECTIONS_PER_ADDRESS: "65535",
      STREAMS_PER_ADDRESS: "65535",
    },
  },
  throttle: {
    what: "the throttle of passwords and sign-ups",
    settings: { LOGIN_TRIES: "1000000", SIGN_UPS_PER_HOUR: "1000000" },
  },
} as const satisfies Record<string, { what: string; settings: Readonly<Record<string, string>> }>;

export type StrangerControl = keyof typeof strangerControls;
export const strangerControlNames = Object.keys(strangerControls) as StrangerControl[];
