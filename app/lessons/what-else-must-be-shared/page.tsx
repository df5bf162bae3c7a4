import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "what-else-must-be-shared";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/auth/throttle/limit.ts",
          does: "Counts in Redis, and by the node alone while Redis is away.",
        },
        { path: "e2e/guessing-is-throttled.spec.ts", does: "The same with the site’s own login." },
        { path: "stack/build.ts", does: "One build for all nodes, named by its sources." },
        { path: "lib/cache/redis-entries.ts", does: "What Next.js caches, in Redis for all nodes." },
        { path: "lib/cluster/revocations.ts", does: "Tells the nodes of each other’s sign-outs." },
        { path: "lib/cluster/live/live.ts", does: "Events that any node can go on with." },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
