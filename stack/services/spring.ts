import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { findProgram } from "../../lib/session/testing/programs.ts";
import { defaultStateDir, root } from "../settings.ts";
import { ensure } from "../setup/machine.ts";
import { step } from "../setup/progress.ts";
import { StackError } from "../stack.ts";
import { type Count, sum } from "../testing/count.ts";
import { toolIn } from "../testing/tool.ts";
import type { LanguageService } from "./service.ts";

const folder = path.join(root, "services/spring");
const oldest = 17;
/**
 * Maven keeps its downloads in `~/.m2` and its compiled files in `target`, so both are made once.
 */
const maven = ["mvn", "-B", "-q", "-ntp"] as const;

/** A JDK that is new enough: a JRE has no compiler. */
async function findJdk(): Promise<string | undefined> {
  const { failed, stdout } = await execa("javac", ["-version"], { reject: false, stdin: "ignore" });
  const version = Number(/^javac (\d+)/.exec(stdout ?? "")?.[1]);
  return !failed && version >= oldest ? "javac" : undefined;
}

/**
 * Java and Spring Boot (services/spring). Tests find the service as SPRING_JAR, and its
 * tests' classes as SPRING_TESTS.
 */
export const spring: LanguageService = {
  name: "spring",
  endToEnd: "services/spring.test.ts",
  async setUp() {
    await ensure([
      {
        what: `A JDK of Java ${oldest} or later`,
        find: findJdk,
        apt: "openjdk-17-jdk-headless",
        brew: "openjdk@17",
      },
      { what: "Maven", find: () => findProgram("mvn"), apt: "maven", brew: "maven" },
    ]);
    // This is a copy of the jar that Maven made, because a running service goes on reading its own.
    const made = path.join(defaultStateDir, "java", await digest());
    if (!existsSync(made)) await build(made);
    return { SPRING_JAR: path.join(made, "spring.jar"), SPRING_TESTS: path.join(made, "test-classes") };
  },
  running({ SPRING_JAR: jar = "" }) {
    // These options suit a demo: with them, the JVM starts sooner and takes less memory.
    const args = ["-XX:TieredStopAtLevel=1", "-Xmx192m", "-jar", jar];
    return {
      name: "spring",
      health: "/spring/health",
      command: { file: "java", args, cwd: folder, env: {} },
    };
  },
  async test() {
    const reports = path.join(folder, "target/surefire-reports");
    await rm(reports, { recursive: true, force: true });
    const ok = await toolIn(folder, "The spring service's own tests", [...maven, "test"]);
    const { passed, failed } = await surefireCount(reports);
    return { passed, failed: ok ? failed : Math.max(failed, 1) };
  },
};

/** Puts the jar where the image is built from (services/compose/Dockerfile). */
export async function jarForImage(): Promise<void> {
  const { SPRING_JAR = "" } = await spring.setUp();
  await cp(SPRING_JAR, path.join(folder, "target/spring.jar"));
}

/**
 * @param made A folder for the jar and the tests' classes.
 * @throws {StackError} with Maven's output.
 */
async function build(made: string): Promise<void> {
  const [file, ...options] = maven;
  const { failed, all } = await step(
    "Building the Spring Boot service (Maven, the first time with its packages)",
    () =>
      execa(file, [...options, "package", "-DskipTests"], {
        cwd: folder,
        all: true,
        reject: false,
        stdin: "ignore",
      }),
  );
  if (failed) throw new StackError(`The Spring Boot service can't be built:\n${all}`);
  await rm(`${made}.new`, { recursive: true, force: true });
  for (const name of ["spring.jar", "test-classes"])
    await cp(path.join(folder, "target", name), path.join(`${made}.new`, name), { recursive: true });
  await rename(`${made}.new`, made);
}

/**
 * The digest of everything that the jar is made from. The jar is built again only when this
 * changes.
 */
async function digest(): Promise<string> {
  const sources = [path.join(folder, "pom.xml"), ...(await filesIn(path.join(folder, "src")))];
  for (const scripts of ["scripts", "redis/scripts"])
    sources.push(...(await filesIn(path.join(root, "lib/session", scripts))));
  const hash = createHash("sha256");
  for (const file of sources.sort()) hash.update(file).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** The counts of Maven's reports. A run that wrote none has no passed tests. */
async function surefireCount(reports: string): Promise<Count> {
  const files = await readdir(reports).catch(() => []);
  const suites = files.filter((name) => /^TEST-.*\.xml$/.test(name));
  return sum(
    await Promise.all(suites.map(async (name) => countIn(await readFile(path.join(reports, name), "utf8")))),
  );
}

function countIn(report: string): Count {
  const suite = /<testsuite\b[^>]*>/.exec(report)?.[0] ?? "";
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  return { passed: number("tests") - failed - number("skipped"), failed };
}
