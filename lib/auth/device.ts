import Bowser from "bowser";

/** The browser that a person signed in with. */
export interface Device {
  browser: string;
  system: string;
}

/** A browser and its system in words, from the User-Agent header. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return { browser: "Unknown browser", system: "unknown system" };
  const { browser, os } = Bowser.parse(userAgent);
  const [major] = (browser.version ?? "").split(".");
  return {
    browser: [browser.name ?? "Unknown browser", major].filter(Boolean).join(" ").slice(0, 60),
    system: (os.name ?? "unknown system").slice(0, 60),
  };
}
