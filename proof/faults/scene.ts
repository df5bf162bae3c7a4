import { setTimeout as pause } from "node:timers/promises";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import type { Stack } from "../../stack/stack.ts";
import { type PartKind, partsOf } from "../../stack/topology.ts";
import type { Random } from "../random.ts";

export interface SceneOptions {
  readonly stack: Stack;
  readonly random: Random;
  /** The password of Redis's operator. */
  readonly operatorPassword: string;
}

/** The object of a fault: the stack as it is when the fault begins. */
export class Scene {
  readonly stack: Stack;
  readonly random: Random;
  readonly primary: string;
  readonly replicas: readonly string[];
  readonly #operatorPassword: string;

  private constructor(options: SceneOptions, primary: string, replicas: readonly string[]) {
    this.stack = options.stack;
    this.random = options.random;
    this.#operatorPassword = options.operatorPassword;
    this.primary = primary;
    this.replicas = replicas;
  }

  static async of(options: SceneOptions): Promise<Scene> {
    const status = await options.stack.status();
    const named = (role: "primary" | "replica") =>
      status.filter((part) => part.role === role).map(({ name }) => name);
    const [primary] = named("primary");
    if (!primary)
      throw new Error("No Redis node says that it is the primary, although everything was brought up.");
    return new Scene(options, primary, named("replica"));
  }

  /** The stack as it is by now. */
  again(): Promise<Scene> {
    const { stack, random } = this;
    return Scene.of({ stack, random, operatorPassword: this.#operatorPassword });
  }

  names(kind: PartKind): string[] {
    return partsOf(this.stack.parts, kind).map(({ name }) => name);
  }

  one(kind: PartKind): string {
    return this.random.of(this.names(kind)) as string;
  }

  get replica(): string {
    return this.random.of(this.replicas) as string;
  }

  /**
   * Cuts one part off from others, all at the same moment. A primary that lost its replicas first
   * would hold up writes for longer.
   */
  async cutOff(name: string, others: readonly string[]): Promise<void> {
    await this.stack.cut(
      name,
      others.filter((other) => other !== name),
    );
  }

  /** Asks a Redis node something as its operator, past relays and the app. */
  async onRedis<T>(name: string, work: Parameters<typeof asOperator<T>>[2]): Promise<T> {
    return asOperator(await this.stack.address(name), this.#operatorPassword, work);
  }

  /** Lets a fault last, in seconds. */
  hold(from: number, to: number): Promise<void> {
    return pause(this.random.between(from, to) * 1000);
  }
}
