import { drain } from "../node/drain.ts";
import { tellFigures } from "./console.ts";
import { live } from "./live.ts";

/** Begins to beat, until the node leaves. A failure costs no request anything. */
export function beginLive(): void {
  live().start();
  tellFigures();
  drain().signal.addEventListener("abort", () => void live().leave(), { once: true });
}
