/*
 * Section: Containers
 * Promise: The app's image is below 350 MB, and the app adds less than 120 MB to it.
 */
import { aboutContainers, appImage, docker, inContainers } from "./fixtures/containers.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(!inContainers, aboutContainers);

const megabytes = async (image: string) =>
  Number(await docker("image", "inspect", "--format", "{{.Size}}", image)) / 1e6;

test("the app's image is below 350 MB, and what it adds to Node.js below 120 MB", async () => {
  const [whole, base] = [await megabytes(appImage()), await megabytes("node:24-bookworm-slim")];
  console.log(
    `${appImage()}: ${whole.toFixed(0)} MB, of which the app's own ${(whole - base).toFixed(0)} MB`,
  );
  expect(base).toBeGreaterThan(0);
  expect(whole).toBeLessThan(350);
  expect(whole - base).toBeLessThan(120);
});
