import { condition, type Tape } from "../tape/tape.ts";
import { isGone, type Picture } from "./picture.ts";

export interface Status {
  text: string;
  /** The parts that the status line calls away. */
  away: readonly string[];
  trouble: boolean;
}

/** The status line: the state of the cluster at this moment, in words. */
export function statusOf(picture: Picture, tape: Tape): Status {
  const now = condition(tape);
  const gone = picture.nodes.filter(({ is }) => isGone(is)).map(({ name }) => name);
  const down = picture.stores.filter(({ is }) => is === "down");
  const sentinels = picture.sentinels.filter(({ up }) => !up).map(({ name }) => name);
  const leaving = picture.nodes.filter(({ is }) => is === "leaving").map(({ name }) => name);
  const away = [...gone, ...down.map(({ name }) => name), ...sentinels];
  const sentences = [
    picture.request.way === "waiting" && "Your last request has been waiting for over a second.",
    now === "unreachable" && "The site isn’t answering. Nothing is lost; this page keeps trying.",
    gone.length > 0 && `${list(gone)} ${are(gone)} silent; ${others(picture, gone.length)}.`,
    leaving.length > 0 && `${list(leaving)} ${are(leaving)} leaving; the others answer you.`,
    now === "store-away"
      ? `Sessions can’t be checked: ${primaryIn(picture)} doesn’t answer. You are still signed in, and this page keeps asking.`
      : picture.outage && `${primaryIn(picture)} is silent: writes wait, and the replicas answer reads.`,
    ...down
      .filter(({ role }) => role === "replica")
      .map(({ name }) => `${name}, a replica, is down; the others keep every write.`),
    sentinels.length > 0 && `${list(sentinels)} ${are(sentinels)} down.`,
    picture.interrupted &&
      "The stream behind this picture is interrupted, so the picture is some seconds old.",
  ].filter((sentence) => sentence !== false);
  const trouble = sentences.length > 0;
  if (!trouble)
    sentences.push(
      now === "starting" ? "The first request is on its way." : "The nodes take turns answering you.",
    );
  return { text: sentences.join(" "), away, trouble };
}

const list = (names: readonly string[]) => names.join(" and ");
const are = (names: readonly string[]) => (names.length === 1 ? "is" : "are");

function others({ nodes, request }: Picture, gone: number): string {
  if (request.way === "waiting") return "nginx tries the others";
  return nodes.length - gone === 1 ? "the other answers you" : "the others answer you";
}

/** The beginning of the sentence about an outage. */
function primaryIn({ stores }: Picture): string {
  const primary = stores.find(({ role }) => role === "primary");
  return primary ? `${primary.name}, the primary,` : "Redis";
}
