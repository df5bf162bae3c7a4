import type { Session } from "express-session";
import { expect, test } from "vitest";
import { serviceFor, told } from "./testing/express-service.ts";
import { login, openStore } from "./testing/stores.ts";

type Shown = Session & Record<string, unknown>;

test.each<[string, (session: Shown) => void]>([
  ["maxAge", ({ cookie }) => Object.assign(cookie, { maxAge: 60_000 })],
  ["expires", ({ cookie }) => Object.assign(cookie, { expires: new Date(Date.now() + 60_000) })],
  ["originalMaxAge", ({ cookie }) => Object.assign(cookie, { originalMaxAge: 60_000 })],
])("setting the cookie's %s sends no cookie, as the app's is the only one", async (_, change) => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const ask = await serviceFor(sessions, ({ session }, response) => {
    change(session as unknown as Shown);
    Object.assign(session, { visits: 1 });
    response.json({});
  });
  const answer = await ask(token);
  expect(answer.status).toBe(200);
  await answer.text();
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(await sessions.read(token)).toMatchObject({ session: { parts: { service: { visits: 1 } } } });
});

test("a session that a service regenerates and gives a lifetime sends no cookie either", async () => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const ask = await serviceFor(sessions, ({ session }, response) =>
    session.regenerate((error) => {
      const { session } = response.req;
      session.cookie.maxAge = 60_000;
      Object.assign(session, { visits: 1 });
      told(response)(error);
    }),
  );
  const answer = await ask(token);
  expect(await answer.json()).toEqual({ value: null });
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test("what comes after the login sees the request's cookies as the browser sent them", async () => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const ask = await serviceFor(sessions, ({ headers }, response) => response.json(headers.cookie));
  expect(await (await ask(token)).json()).toBe(`token=${token}`);
});
