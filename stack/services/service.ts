import type { Count } from "../testing/count.ts";
import type { RunningService } from "./running.ts";

/** A service that `npm start -- --services` runs beside the app. */
export interface RunnableService {
  /** The name of its folder in `services`. */
  readonly name: string;
  /**
   * Makes sure of the language and of the packages, with progress. Does nothing where they are
   * installed.
   * @returns The variables that its tests find in their environment.
   * @throws {StackError} that says what to install.
   */
  setUp(): Promise<Record<string, string>>;
  /**
   * How a stack runs it.
   * @param environment The result of `setUp`.
   * @param stateDir The stack's folder.
   */
  running(environment: Record<string, string>, stateDir: string): RunningService;
}

/**
 * A service in another language that shares the app's login, as `npm run
 * test:services` sets it up and tests it.
 */
export interface LanguageService extends RunnableService {
  /**
   * Runs the tests in its own language, with the result of `setUp`.
   * @param reports A folder for what it writes.
   */
  test(environment: Record<string, string>, reports: string): Promise<Count>;
  /**
   * The beginning of the names of those test files, in Vitest's project `services`, that run it
   * beside the app's own store.
   */
  readonly endToEnd: string;
}
