import { hasRunner } from "@/demo/control.ts";
import { mayBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { lessonPage } from "../_ui/lesson.tsx";
import { ByHand } from "./by-hand.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("what-redis-forgets-in-a-failover", {
  Readme,
  experiment: async () => {
    const may = mayBreak(await current());
    return may && hasRunner() ? (
      <Experiment />
    ) : (
      <ByHand
        why={
          may
            ? "This site wasn’t started by the stack runner, which would start the Redis to lose. So do it in a terminal, on a site of your own:"
            : "Only operators may run it from here. You can do the same in a terminal, on a site of your own:"
        }
      />
    );
  },
});

export const metadata = lesson.metadata;
export default lesson.page;
