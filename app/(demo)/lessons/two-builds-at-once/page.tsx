import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("two-builds-at-once", { Readme, experiment: () => <Experiment /> });

export const metadata = lesson.metadata;
export default lesson.page;
