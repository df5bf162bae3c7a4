import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { freePorts } from "../../session/testing/free-ports.ts";
import { poll } from "../../session/testing/poll.ts";
import { Connection } from "../postgres/connection.ts";
import { findPostgres } from "./postgres-programs.ts";

const password = "p".repeat(43);

/**
 * A PostgreSQL for one test, with a data folder and a port that no other program uses. PostgreSQL
 * refuses to run as root, so it runs as another user.
 */
export class PostgresServer {
  readonly #folder: string;
  readonly #programs: string;
  readonly #port: number;
  readonly #owner: { uid?: number; gid?: number };
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(programs: string, folder: string, port: number, owner: { uid?: number; gid?: number }) {
    this.#programs = programs;
    this.#folder = folder;
    this.#port = port;
    this.#owner = owner;
  }

  /**
   * Makes a server and starts it: about 2 s.
   * @returns Undefined if this machine has no PostgreSQL.
   */
  static async start(port?: number): Promise<PostgresServer | undefined> {
    const programs = await findPostgres();
    if (programs === undefined) return undefined;
    const folder = await mkdtemp(path.join(tmpdir(), "unstuck-postgres-"));
    const server = new PostgresServer(programs, folder, port ?? (await freePorts(1)), await notRoot());
    await server.#initialize();
    await server.run();
    return server;
  }

  /**
   * The address for the operator.
   * @param user Another user, with the same password.
   */
  urlOf(database: string, user = "postgres"): string {
    return PostgresServer.urlOn(this.#port, database, user);
  }

  /** The address of a server that a test starts later. */
  static urlOn(port: number, database: string, user = "postgres"): string {
    return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  }

  /** Makes an empty database, and returns its address. */
  async database(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}_${process.pid}`;
    await this.ask(`create database ${name}`);
    return this.urlOf(name);
  }

  /** Runs a query as the operator, in a database. */
  async ask(text: string, database = "postgres"): Promise<Record<string, unknown>[]> {
    const client = new Connection({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts the server again with the data that it had. */
  async run(): Promise<void> {
    this.#start();
    await poll(
      async () => {
        // Right after a kill, the new server ends by itself until each process of the earlier one
        // has noticed the kill.
        if (this.#process?.exitCode !== null) this.#start();
        return (await this.ask("select 1 as one")).length > 0;
      },
      { timeoutMs: 20_000, promise: "PostgreSQL answers" },
    );
  }

  #start(): void {
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
    this.#process = spawn(
      path.join(this.#programs, "postgres"),
      ["-D", this.#data, "-p", String(this.#port), ...settings.flatMap((setting) => ["-c", setting])],
      { ...this.#owner, cwd: this.#folder, stdio: "ignore" },
    );
  }

  /** Ends the server at once, as a crash does. */
  async kill(): Promise<void> {
    await this.#signal("SIGKILL");
  }

  /** Freezes every process of the server, and thaws them. */
  freeze = (): Promise<void> => this.#send("SIGSTOP");
  thaw = (): Promise<void> => this.#send("SIGCONT");

  /** Ends the server, and removes its files. */
  async end(): Promise<void> {
    await this.#signal("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return path.join(this.#folder, "data");
  }

  async #initialize(): Promise<void> {
    const file = path.join(this.#folder, "password");
    await writeFile(file, password);
    const { uid, gid } = this.#owner;
    for (const name of [this.#folder, file]) if (uid !== undefined && gid) await chown(name, uid, gid);
    await chmod(this.#folder, 0o700);
    const auth = ["--auth=scram-sha-256", `--pwfile=${file}`, "--username=postgres"];
    const texts = ["--encoding=UTF8", "--locale=C", "--no-sync"];
    await execa(path.join(this.#programs, "initdb"), ["-D", this.#data, ...auth, ...texts], {
      ...this.#owner,
      cwd: this.#folder,
    });
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    await this.#send(signal);
    await exited;
  }

  /**
   * Sends a signal to the server and to the process of each connection, which has a process group
   * of its own.
   */
  async #send(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process?.pid;
    if (server === undefined) return;
    const { stdout } = await execa("ps", ["-A", "-o", "pid=", "-o", "ppid="]);
    const all = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
    const children = all.filter(([, parent]) => parent === server).map(([pid = 0]) => pid);
    for (const pid of [server, ...children]) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        // A connection's process may have ended in the meantime.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }
}

/** The user to run the server as: Debian's package makes one. */
async function notRoot(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => {
    const { stdout, failed } = await execa("id", [flag, "postgres"], { reject: false });
    return failed ? 65_534 : Number(stdout);
  };
  return { uid: await id("-u"), gid: await id("-g") };
}
