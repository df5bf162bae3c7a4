import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "logout-that-comes-back";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/session/scripts/update.lua",
          does: "Never makes a session: what isn’t listed can’t be changed.",
        },
        {
          path: "lib/session/races.test.ts",
          does: "Every order of the two, with connect-redis as the control.",
        },
        { path: "app/api/lessons/logout/route.ts", does: "Both ways of this lesson." },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
