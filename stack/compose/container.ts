import { z } from "zod";
import type { Docker } from "./docker.ts";

/** A container as Docker describes it. */
export interface Container {
  readonly id: string;
  /** Compose's name for it, which is the part's. */
  readonly service: string;
  /** The id of the image that it was made from. */
  readonly image: string;
  readonly state: string;
  /** The main process as the machine numbers it; 0 if it doesn't run. */
  readonly pid: number;
  /** Its address in each of its networks that has one. */
  readonly addresses: readonly string[];
}

const described = z.array(
  z.object({
    Id: z.string(),
    Image: z.string(),
    State: z.object({ Status: z.string(), Pid: z.number() }),
    Config: z.object({ Labels: z.record(z.string(), z.string()) }),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string() })) }),
  }),
);

/**
 * The containers of a project by service, those that don't run included. Two calls
 * of `docker`, about 0.1 s.
 */
export async function containersOf(docker: Docker, project: string): Promise<Map<string, Container>> {
  const ids = await docker.run([
    ...["ps", "--all", "--quiet", "--no-trunc"],
    ...["--filter", `label=com.docker.compose.project=${project}`],
    ...["--filter", "label=com.docker.compose.oneoff=False"],
  ]);
  if (ids === "") return new Map();
  const all = described.parse(JSON.parse(await docker.run(["inspect", ...ids.split("\n")])));
  return new Map(
    all.map(({ Id, Image, State, Config, NetworkSettings }) => {
      const service = Config.Labels["com.docker.compose.service"] ?? "";
      const addresses = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
      const container: Container = {
        id: Id,
        service,
        image: Image,
        state: State.Status,
        pid: State.Pid,
        addresses: addresses.filter(Boolean),
      };
      return [service, container];
    }),
  );
}
