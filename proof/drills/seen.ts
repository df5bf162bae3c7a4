/** One request of a person. */
export interface Answered {
  /** When it was sent, by `performance.now()`. */
  readonly at: number;
  /** Seconds that the person waited. */
  readonly took: number;
  /** 0 without an answer. */
  readonly status: number;
  /** The reason of a 503. */
  readonly reason: string | undefined;
}

/** The observations of a drill. */
export interface Seen {
  /** Pages and presses of a person who was signed in before, and logins of others. */
  readonly reads: readonly Answered[];
  readonly presses: readonly Answered[];
  /** When the last command was finished. A drill's usual claims count from then on. */
  readonly from: number;
  readonly logins: readonly Answered[];
  /** Answers that called the person signed out. */
  readonly signedOut: number;
  /** Keys that Redis evicted. */
  readonly evicted: number;
  /**
   * Seconds from the last command until every replica was in step again; undefined if that didn't
   * happen.
   */
  readonly inStepAfter: number | undefined;
  /** Copies of all data that the primary sent. */
  readonly fullCopies: number;
  /** The output of the commands. */
  readonly output: string;
  /** Seconds from the end of the last command that ends the drill until a login worked. */
  readonly loginAfter: number;
}

/** The subject of a phrase of the page, and whether the phrase is true. */
export interface Verdict {
  readonly phrase: string;
  readonly seen: string;
  readonly holds: boolean;
}

const longest = (answers: readonly Answered[]) => Math.max(0, ...answers.map(({ took }) => took));
const median = (answers: readonly Answered[]) =>
  answers.map(({ took }) => took).sort((one, other) => one - other)[Math.floor(answers.length / 2)] ?? 0;
const inSeconds = (value: number) => `${value.toFixed(value < 1 ? 2 : 1)} s`;
const failed = (answers: readonly Answered[]) => answers.filter(({ status }) => status < 200 || status > 299);

/** The unwanted answers, each kind once. */
const kinds = (answers: readonly Answered[]) =>
  [...new Set(answers.map(({ status, reason }) => [status, reason].filter(Boolean).join(" ")))].join(", ");

/** Fewer answers than this show nothing. */
const enough = 3;

/** All answers were as wanted, and a figure of theirs is within a range. */
function within(
  answers: readonly Answered[],
  [from, to]: readonly [number, number],
  figure: typeof longest = longest,
): Omit<Verdict, "phrase"> {
  const wrong = failed(answers);
  const value = figure(answers);
  const seen = wrong.length > 0 ? `${kinds(wrong)} of ${answers.length}` : inSeconds(value);
  return { seen, holds: wrong.length === 0 && answers.length >= enough && value >= from && value <= to };
}

type Judge = (seen: Seen, ...figures: string[]) => Omit<Verdict, "phrase">;

/**
 * The phrases that the page may use. Each figure in a phrase is the page's, and each range is
 * inclusive.
 */
const judges: readonly (readonly [RegExp, Judge])[] = [
  [/^pages come within ([\d.]+) s$/, ({ reads }, most) => within(reads, [0, Number(most)])],
  [/^a press takes at most ([\d.]+) s$/, ({ presses }, most) => within(presses, [0, Number(most)])],
  [
    /^the longest press takes ([\d.]+) to ([\d.]+) s$/,
    ({ presses }, from, to) => within(presses, [Number(from), Number(to)]),
  ],
  [
    /^a press usually takes ([\d.]+) to ([\d.]+) s$/,
    ({ presses, from: begun }, from, to) => {
      const during = presses.filter(({ at }) => at >= begun);
      return within(during, [Number(from), Number(to)], median);
    },
  ],
  [
    /^presses are answered 503 \(`([\w-]+)`\)$/,
    ({ presses }, reason) => {
      const wrong = failed(presses);
      const holds = wrong.length > 0 && wrong.every((one) => one.status === 503 && one.reason === reason);
      return { seen: wrong.length > 0 ? kinds(wrong) : "all of them counted", holds };
    },
  ],
  [
    /^a full copy within ([\d.]+) s$/,
    ({ fullCopies, inStepAfter = Number.POSITIVE_INFINITY }, most) => ({
      seen: `full copies: ${fullCopies}, in step after ${inSeconds(inStepAfter)}`,
      holds: fullCopies > 0 && inStepAfter <= Number(most),
    }),
  ],
  [/^logins go on$/, ({ logins }) => within(logins, [0, 10])],
  [
    /^keys long unused leave$/,
    ({ evicted }) => ({ seen: `${evicted} keys were evicted`, holds: evicted > 0 }),
  ],
  [
    /^its verdicts have no anomaly$/,
    ({ output }) => {
      const counts = [...output.matchAll(/(\d+) anomalies\)/g)].map(([, count]) => Number(count));
      const found = counts.reduce((sum, count) => sum + count, 0);
      return {
        seen: `${counts.length} verdicts, ${found} anomalies`,
        holds: counts.length > 0 && found === 0,
      };
    },
  ],
  [
    /^logins work within ([\d.]+) s$/,
    ({ loginAfter }, most) => ({ seen: inSeconds(loginAfter), holds: loginAfter <= Number(most) }),
  ],
];

/**
 * Judges a phrase of the page by the observations. A phrase that no judge here knows doesn't hold:
 * nothing would check it.
 */
export function judge(phrase: string, seen: Seen): Verdict {
  for (const [pattern, verdict] of judges) {
    const figures = pattern.exec(phrase);
    if (figures) return { phrase, ...verdict(seen, ...figures.slice(1)) };
  }
  return { phrase, seen: "nothing looks at this (proof/drills/seen.ts)", holds: false };
}

/** This holds in every drill, whether or not its row says so. */
export const nobodyIsSignedOut = ({ signedOut }: Seen): Verdict => ({
  phrase: "nobody is signed out",
  seen: signedOut === 0 ? "nobody" : `${signedOut} answers`,
  holds: signedOut === 0,
});
