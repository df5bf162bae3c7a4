import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "three-strategies-side-by-side";
export const metadata = lessonMetadata(slug);

export default async function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment canKill={mayBreak(await current()) && hasRunner()} />}
      code={[
        { path: "app/api/lessons/strategies/route.ts", does: "The three logins, each a few lines." },
        {
          path: "lib/session/store.ts",
          does: "The store that the third one uses, and every login of this site.",
        },
        { path: "e2e/logout-reaches-every-node.spec.ts", does: "A logout counts on every node at once." },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
