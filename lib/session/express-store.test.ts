import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { SessionData } from "express-session";
import { expect, test } from "vitest";
import { expressService, serviceFor, sharedLoginOf, told } from "./testing/express-service.ts";
import { accepted, login, openStore } from "./testing/stores.ts";

test("destroying another session of the same user ends that one, and not the caller's login", async () => {
  const sessions = openStore("standalone");
  const own = await sessions.create(login());
  const other = await sessions.create(login(own.session.user));
  const ask = await serviceFor(sessions, ({ sessionStore }, response) =>
    sessionStore.destroy(other.session.id, told(response)),
  );
  expect(await (await ask(own.token)).json()).toEqual({ value: null });
  expect(await accepted(sessions, [own.token, other.token])).toEqual([true, false]);
});

test("destroying a session of another user, or one that isn't there, is an error and ends nothing", async () => {
  const sessions = openStore("standalone");
  const [own, stranger] = [await sessions.create(login()), await sessions.create(login())];
  for (const id of [stranger.session.id, "nonsense"]) {
    const ask = await serviceFor(sessions, ({ sessionStore }, response) =>
      sessionStore.destroy(id, told(response)),
    );
    expect(await (await ask(own.token)).json()).toMatchObject({
      error: expect.stringContaining("no session"),
    });
  }
  expect(await accepted(sessions, [own.token, stranger.token])).toEqual([true, true]);
});

test("a session by any other id than the request's own is none", async () => {
  const sessions = openStore("standalone");
  const own = await sessions.create(login());
  const other = await sessions.create(login(own.session.user));
  for (const id of ["nonsense", other.session.id]) {
    const ask = await serviceFor(sessions, ({ sessionStore }, response) =>
      sessionStore.get(id, told(response)),
    );
    expect(await (await ask(own.token)).json()).toEqual({ value: null });
  }
  const ask = await serviceFor(sessions, ({ sessionStore, sessionID }, response) =>
    sessionStore.get(sessionID, (error, found) => told(response)(error, (found as { user?: string }).user)),
  );
  expect(await (await ask(own.token)).json()).toEqual({ value: own.session.user });
});

test("a session that is saved under another id is an error, and changes nothing", async () => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const ask = await serviceFor(sessions, ({ sessionStore, session }, response) => {
    const changed = Object.assign(session, { visits: 1 }) as SessionData;
    sessionStore.set("nonsense", changed, (error) => {
      // express-session itself saves at the end.
      delete (session as { visits?: number }).visits;
      told(response)(error);
    });
  });
  expect(await (await ask(token)).json()).toMatchObject({
    error: expect.stringContaining("another session"),
  });
  expect(await sessions.read(token)).toMatchObject({ session: { parts: {} } });
});

test("a sign-out in a route whose body comes late and in pieces ends the login", async () => {
  const sessions = openStore("standalone");
  const { token } = await sessions.create(login());
  const url = await expressService((app) =>
    app.use(sharedLoginOf(sessions)).post("/", (request, response) => {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => request.session.destroy((error) => told(response)(error, body)));
    }),
  );
  const posted = request(url, { method: "POST", headers: { cookie: `token=${token}` } });
  const answered = once(posted, "response");
  for (const piece of ["late ", "and ", "in pieces"]) {
    posted.write(piece);
    await pause(30);
  }
  posted.end();
  const [answer] = (await answered) as [IncomingMessage];
  expect(await json(answer)).toEqual({ value: "late and in pieces" });
  expect(await accepted(sessions, [token])).toEqual([false]);
});

test("a sign-out that a library carries out in another person's request ends the right login", async () => {
  const sessions = openStore("standalone");
  const [mine, theirs] = [await sessions.create(login()), await sessions.create(login())];
  // A pool of connections works like this: the next request runs the work that waits.
  const waiting: (() => void)[] = [];
  const ask = await serviceFor(sessions, ({ session, method }, response) => {
    if (method === "POST") waiting.push(() => session.destroy(told(response)));
    else {
      for (const work of waiting) work();
      response.json({});
    }
  });
  const signOut = ask(mine.token, { method: "POST", body: "{}" });
  await expect.poll(() => waiting.length, { message: "the sign-out waits" }).toBe(1);
  expect((await ask(theirs.token)).status).toBe(200);
  expect(await (await signOut).json()).toEqual({ value: null });
  expect(await accepted(sessions, [mine.token, theirs.token])).toEqual([false, true]);
});

test("a request without a login has a store that finds and ends nothing", async () => {
  const sessions = openStore("standalone");
  const { token, session } = await sessions.create(login());
  const ask = await serviceFor(sessions, ({ sessionStore }, response) =>
    sessionStore.get(session.id, (_, found) =>
      sessionStore.destroy(session.id, (error) => told(response)(error, found)),
    ),
  );
  expect(await (await ask("")).json()).toMatchObject({ error: expect.stringContaining("no session") });
  expect(await accepted(sessions, [token])).toEqual([true]);
});
