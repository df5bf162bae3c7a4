import { rm } from "node:fs/promises";
import path from "node:path";
import { django } from "./services/django.ts";
import type { LanguageService } from "./services/service.ts";
import { spring } from "./services/spring.ts";
import { defaultStateDir } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { type Count, one, sum, vitestCount } from "./testing/count.ts";
import { demoBeside } from "./testing/demo-beside.ts";
import { OwnStack } from "./testing/own-stack.ts";
import { testServices } from "./testing/services-claims.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";
import { withServices } from "./testing/with-services.ts";

const together = "together";
const services: readonly LanguageService[] = [django, spring];

const own = new OwnStack(
  "test-services",
  { PORT: 8680, APP_PORT: 3721, IDP_PORT: 8690, SENTINEL_PORT: 26921, REDIS_PORT: 6921 },
  withServices(demoBeside(), 3751),
);

/**
 * Carries out `npm run test:services`: it runs each service's tests in its own language, then its
 * end-to-end test beside the app's own store, and then a browser's claims on a whole stack with all
 * services. Names of services, or `together`, after `--` choose those alone.
 */
async function main(): Promise<Count> {
  const names = process.argv.slice(3);
  const strange = names.filter((name) => name !== together && !services.some((one) => one.name === name));
  if (strange.length > 0) throw new Error(`There is no service called ${strange.join(" or ")}.`);
  const isWanted = (name: string) => names.length === 0 || names.includes(name);
  await prepareMachine({ withChromium: isWanted(together) });
  const reports = path.join(defaultStateDir, "reports-on-services");
  await rm(reports, { recursive: true, force: true });
  const counts: Count[] = [];
  for (const service of services.filter(({ name }) => isWanted(name)))
    counts.push(await tested(service, path.join(reports, service.name)));
  if (isWanted(together)) counts.push(await testedTogether(path.join(reports, together)));
  return sum(counts);
}

/** A service that can't be set up counts as one failure, and the others are tested all the same. */
async function tested(service: LanguageService, reports: string): Promise<Count> {
  try {
    const environment = await service.setUp();
    return sum([await service.test(environment, reports), await endToEnd(service, environment, reports)]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return one(false);
  }
}

/** Tests all of them on one stack, which a person uses with a browser. */
async function testedTogether(reports: string): Promise<Count> {
  try {
    const environment = { ...(await django.setUp()), ...(await spring.setUp()) };
    const table = await endToEnd({ name: together, endToEnd: "services/languages" }, environment, reports);
    const build = await prepareBuild();
    return sum([table, await own.with(build, () => testServices(reports))]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return one(false);
  }
}

async function endToEnd(
  { name, endToEnd: testFile }: Pick<LanguageService, "name" | "endToEnd">,
  environment: Record<string, string>,
  reports: string,
): Promise<Count> {
  const file = path.join(reports, "vitest.json");
  const ok = await tool(
    name === together ? "Records in every language" : `The ${name} service beside the app's store`,
    [
      ...([bin("vitest"), "run", "--project", "services", testFile] as const),
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    ],
    environment,
  );
  return vitestCount(file, ok);
}

await summarize(main);
