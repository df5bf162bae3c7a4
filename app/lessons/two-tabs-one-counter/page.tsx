import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "two-tabs-one-counter";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/session/scripts/update.lua",
          does: "Writes only if the session is still the one that was read.",
        },
        { path: "lib/session/store.ts", does: "Its update tries again with the newer one." },
        {
          path: "lib/session/concurrent-changes.test.ts",
          does: "50 updates at once, with connect-redis as the control.",
        },
        { path: "app/api/lessons/counter/route.ts", does: "Both ways of this lesson." },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
