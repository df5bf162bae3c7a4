import { describe, expect, test } from "vitest";
import { readSettings, type Settings } from "./settings.ts";

/** Special characters that occur in secrets. */
const special = `p@ss/w:rd+?#&%$!'"=\\~ü`;
const needed = {
  OIDC_ISSUER: "http://localhost:8090",
  OIDC_CLIENT_ID: "unstuck",
  OIDC_CLIENT_SECRET: "s",
  SITE_URL: "http://localhost:8080",
  IDP_SECRET: "s".repeat(43),
  IDP_STATE: "/state",
};

/** Every setting with a right value as it is written, and its parsed form. */
const right: { readonly [name in keyof Settings]-?: readonly [string, unknown] } = {
  OIDC_ISSUER: ["HTTP://Localhost:8090/Realm/", "http://localhost:8090/Realm/"],
  OIDC_CLIENT_ID: ["unstuck", "unstuck"],
  OIDC_CLIENT_SECRET: [special, special],
  SITE_URL: ["HTTPS://[::1]:8080/", "https://[::1]:8080"],
  SITE_BACKCHANNEL_URL: ["HTTP://Nginx:8080/", "http://nginx:8080"],
  IDP_SECRET: [special.repeat(3), special.repeat(3)],
  IDP_PORT: ["9090", 9090],
  IDP_HOST: ["[::1]", "::1"],
  IDP_STATE: ["/a state", "/a state"],
};

const messageFor = (given: Record<string, string>) => {
  try {
    readSettings({ ...needed, ...given });
  } catch (error) {
    return (error as Error).message;
  }
  return "taken";
};

describe.each(Object.keys(right) as (keyof Settings)[])("%s", (name) => {
  const [written, read] = right[name];

  test.each([
    ["as it is written", written],
    ["with space around it", ` \t${written}  `],
    ["with a line end", `${written}\n`],
    ["with a line end of Windows", `${written}\r\n`],
  ])("is read %s", (_, value) => {
    expect(readSettings({ ...needed, [name]: value })[name]).toBe(read);
  });

  test.each(['"', "'", "`"])("is refused by name in %s, without its value", (quote) => {
    const message = messageFor({ [name]: quote + written + quote });
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).not.toContain(written);
  });

  test("is refused by name with a line end in it, without its value", () => {
    const message = messageFor({ [name]: `${written}\nhunter2` });
    expect(message).toMatch(new RegExp(`^${name}: `));
    expect(message).not.toContain("hunter2");
  });

  test.each(["", "  ", "\n"])("is as if it weren't there when it is %j", (value) => {
    const { [name]: _, ...others } = needed as Record<string, string>;
    const result = (source: Record<string, string>) => {
      try {
        return readSettings(source);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(result({ ...others, [name]: value })).toEqual(result(others));
  });
});

test.each(["OIDC_ISSUER", "SITE_URL"])("%s takes no address that would be taken for another", (name) => {
  for (const wrong of [
    ...["localhost:8090", "ftp://hunter2.example", "//hunter2", "http://::1:8090", "http://h:99999"],
    ...["https://user:hunter2@h", "https://h/?hunter2=1", "https://h/#hunter2"],
  ]) {
    expect(messageFor({ [name]: wrong }), wrong).toMatch(new RegExp(`^${name}: ${name} `));
    expect(messageFor({ [name]: wrong }), wrong).not.toContain("hunter2");
  }
});

test("IDP_PORT is a port in plain digits", () => {
  for (const wrong of ["0", "-1", "1e3", "0x10", "80.5", "70000", "soon"])
    expect(messageFor({ IDP_PORT: wrong }), wrong).toMatch(/^IDP_PORT: IDP_PORT must be/);
});
