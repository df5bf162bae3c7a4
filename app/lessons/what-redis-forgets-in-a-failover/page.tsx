import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { ByHand } from "./by-hand.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "what-redis-forgets-in-a-failover";
export const metadata = lessonMetadata(slug);

export default async function Page() {
  const may = mayBreak(await current());
  return (
    <Lesson
      slug={slug}
      experiment={
        may && hasRunner() ? (
          <Experiment />
        ) : (
          <ByHand
            why={
              may
                ? "This site wasn’t started by the stack runner, which would start the Redis to lose. So do it in a terminal, on a site of your own:"
                : "Operators may do it from here. You can do it in a terminal, on a site of your own:"
            }
          />
        )
      }
      code={[
        {
          path: "lib/redis/group-commit.ts",
          does: "Many writes, one WAIT, and which replicas must have them.",
        },
        { path: "lib/redis/durable.ts", does: "What is needed, and what it fails with." },
        { path: "stack/control/scratch.ts", does: "The small Redis of this lesson, and its end." },
        {
          path: "lib/session/failover.test.ts",
          does: "A primary killed under load: no acknowledged login is lost.",
        },
        {
          path: "proof/report/report.md",
          does: "The same on the whole site, again and again, with and without WAIT.",
        },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
