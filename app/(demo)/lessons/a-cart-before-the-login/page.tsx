import { hasRunner } from "@/demo/control.ts";
import { cartOf } from "@/demo/lessons/cart.ts";
import { mayBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("a-cart-before-the-login", {
  Readme,
  async experiment() {
    const who = await current();
    const found = who.status === "signed-in" ? await cartOf(who.session) : undefined;
    const signedIn = found && found.status !== "unavailable" ? found.cart : undefined;
    return <Experiment canKill={mayBreak(who) && hasRunner()} signedIn={signedIn} />;
  },
});

export const metadata = lesson.metadata;
export default lesson.page;
