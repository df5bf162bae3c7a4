import type { Poll, Polling } from "../lib/session/redis/sentinel-poll.ts";

/**
 * The Sentinels' report counts from the last Sentinel's answer. If one of them is silent, the
 * others' report from before an election counts as if it came 500 ms later.
 */
export const countedFromTheEnd: Polling = {
  dropsSilent: false,
  begin({ sentinels, opinion, take, conclude }) {
    const poll: Poll & { answered: Promise<void> } = {
      asked: Number.POSITIVE_INFINITY,
      answered: Promise.resolve(),
    };
    const questions = Array.from({ length: sentinels }, (_, number) => opinion(number));
    poll.answered = Promise.all(questions).then((opinions) => {
      poll.asked = performance.now();
      for (const [number, said] of opinions.entries()) take(number, poll.asked, said);
      conclude();
    });
    return poll;
  },
};
