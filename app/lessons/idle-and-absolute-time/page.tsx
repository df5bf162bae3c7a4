import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

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
      <h2>What happened</h2>
      <p>
        A session has two ends. The <strong>idle</strong> end moves with each use, and comes for the browser
        that was left open in a library. The <strong>absolute</strong> end never moves, and comes for the copy
        of a cookie that a thief keeps busy. The one that you left alone met the first, the one that you used
        met the second.
      </p>
      <h2>Whose clock?</h2>
      <p>
        Three nodes have three clocks, and a browser has a fourth that its owner can set. Here Redis’s clock
        alone decides: the script that reads a session compares and moves its idle end in one step. The
        cookie’s lifetime is a courtesy to the browser, and nothing depends on it.
      </p>
      <h2>What does a read cost?</h2>
      <p>
        Moving the end is a write, and a write goes to all replicas and to disk. So a read moves it only when
        a tenth of the idle time has passed since it was last moved. Most reads write nothing.
      </p>
    </Lesson>
  );
}
