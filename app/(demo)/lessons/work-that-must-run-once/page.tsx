import { hasRunner } from "@/demo/control.ts";
import { mayBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("work-that-must-run-once", {
  Readme,
  experiment: async () => <Experiment canKill={mayBreak(await current()) && hasRunner()} />,
});

export const metadata = lesson.metadata;
export default lesson.page;
