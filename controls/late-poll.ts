import type { Poll, Polling } from "../lib/session/redis/sentinel-poll.ts";

/**
 * What the Sentinels said counts from when the last of them had answered. With one of them silent,
 * what the others said before an election counts as if they said it 500 ms later.
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
