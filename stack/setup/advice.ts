/** A program that set-up looks for, under the names that package managers have for it. */
export interface Package {
  readonly what: string;
  readonly apt: string;
  readonly brew: string;
}

/** The program that a machine installs packages with. */
export type Manager = "apt" | "brew" | "other";

/**
 * The advice on missing programs that set-up may not install: every way to get them, on one page.
 */
export function advice(
  missing: readonly Package[],
  { manager, hasCompose }: { readonly manager: Manager; readonly hasCompose: boolean },
): string {
  const names = missing.map(({ what }) => what);
  const them = names.length > 1 ? "them" : "it";
  const commands: Record<Manager, string> = {
    apt: `sudo apt-get install ${missing.map(({ apt }) => apt).join(" ")}`,
    brew: missing.map(({ brew }) => `brew install ${brew}`).join(" && "),
    other: `your system's package manager; Debian calls ${them} ${missing.map(({ apt }) => apt).join(" and ")}`,
  };
  const ways = [
    `Install ${them} with:\n    ${commands[manager]}`,
    `If ${names.length > 1 ? "they are" : "it is"} installed already, add the folder to PATH.` +
      (names.includes("Redis")
        ? " REDIS_BIN_DIR can name the folder of redis-server or valkey-server instead."
        : ""),
    ...(hasCompose
      ? ["Or run everything in containers, which need nothing else:\n    docker compose up"]
      : []),
  ];
  return [
    `Unstuck needs ${names.join(" and ")}, which set-up can't find and this user may not install.`,
    ...ways.map((way) => `  - ${way}`),
    "Then run the same command again.",
  ].join("\n");
}
