/** Whether COMPOSE_PROFILES names this profile. */
export const hasProfile = (
  { COMPOSE_PROFILES = "" }: Readonly<Record<string, string | undefined>>,
  profile: "postgres" | "services",
): boolean =>
  COMPOSE_PROFILES.split(",")
    .map((name) => name.trim())
    .includes(profile);
