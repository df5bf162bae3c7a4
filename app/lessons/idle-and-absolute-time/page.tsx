import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const slug = "idle-and-absolute-time";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        { path: "lib/session/policy.ts", does: "Both times, and how seldom a read writes." },
        { path: "lib/session/scripts/read.lua", does: "Moves the idle end, never past the absolute one." },
        { path: "lib/session/both-ends.test.ts", does: "Both ends, by Redis’s clock." },
      ]}
    >
      <Readme />
    </Lesson>
  );
}
