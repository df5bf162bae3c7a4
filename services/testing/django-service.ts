import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { root } from "../../stack/settings.ts";
import { sharedKeys } from "./app-login.ts";

const folder = path.join(root, "services/django");

/** The demo on gunicorn, run as its README says, with a folder of its own for its database. */
export class DjangoService {
  readonly #child: ChildProcess;
  readonly #origin: string;
  readonly #state: string;

  private constructor(child: ChildProcess, origin: string, state: string) {
    this.#child = child;
    this.#origin = origin;
    this.#state = state;
  }

  /**
   * Sets the settings for this process, too, which takes the app's part.
   * @param redisUrl The REDIS_URL for Django.
   */
  static async start(redisUrl: string): Promise<DjangoService> {
    const python = process.env.DJANGO_PYTHON;
    if (!python) throw new Error("DJANGO_PYTHON is not set: run `npm run test:services -- django`.");
    const port = await freePorts(1);
    const origin = `http://127.0.0.1:${port}`;
    Object.assign(process.env, { ...sharedKeys, NODE_NAME: "app-a", SITE_URL: origin, REDIS_URL: redisUrl });
    const state = await mkdtemp(path.join(tmpdir(), "unstuck-django-"));
    const env = { ...process.env, NODE_NAME: "django-a", PORT: `${port}`, DJANGO_STATE_DIR: state };
    await execa(python, ["manage.py", "migrate", "--verbosity", "0"], { cwd: folder, env });
    const gunicorn = path.join(path.dirname(python), "gunicorn");
    const child = spawn(gunicorn, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
    const service = new DjangoService(child, origin, state);
    await poll(async () => (await service.ask("health")).ok, {
      timeoutMs: 20_000,
      promise: "the Django service answers",
    });
    return service;
  }

  /** Asks on a connection of its own, so that either worker may answer. */
  ask(at: string, cookie?: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#origin}/django/${at}`, {
      redirect: "manual",
      ...init,
      headers: {
        accept: "application/json",
        connection: "close",
        ...(headers as Record<string, string>),
        ...(cookie ? { cookie } : {}),
      },
    });
  }

  post(
    at: string,
    cookie: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.ask(at, cookie, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  /** Asks who is signed in until both of gunicorn's workers have answered. */
  async bothWorkers(cookie: string): Promise<{ body: object; setCookie: string | null }[]> {
    const answers = new Map<number, { body: object; setCookie: string | null }>();
    await poll(
      async () => {
        const answer = await this.ask("whoami", cookie);
        const body = (await answer.json()) as { process: number };
        answers.set(body.process, { body, setCookie: answer.headers.get("set-cookie") });
        return answers.size === 2;
      },
      { timeoutMs: 15_000, everyMs: 1, promise: "both workers answer" },
    );
    return [...answers.values()];
  }

  async stop(): Promise<void> {
    const ended = this.#child.exitCode === null && once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
    await rm(this.#state, { recursive: true, force: true });
  }
}
