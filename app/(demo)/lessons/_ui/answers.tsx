import { letterOf } from "../../../_ui/node-badge.tsx";

export interface Answer {
  node: string;
  good: boolean;
}

interface AnswersProps {
  label: string;
  answers: readonly Answer[];
  /** The words for a good and a bad answer. */
  words: { good: string; bad: string };
}

/**
 * Answers in the order in which they came: a letter and color per node, hatched if the answer is
 * bad.
 */
export function Answers({ label, answers, words }: AnswersProps) {
  const good = answers.filter((answer) => answer.good).length;
  const said = `${words.good} ${good} of ${answers.length} times${good < answers.length ? `, else ${words.bad}` : ""}`;
  return (
    <div className="grid gap-x-6 gap-y-2 border-rule border-b py-3 last:border-b-0 sm:grid-cols-[14rem_1fr] sm:items-center">
      <p>
        <span className="block font-bold text-sm">{label}</span>
        <span className="text-muted text-sm">{said}</span>
      </p>
      <div aria-hidden="true" className="flex flex-wrap gap-0.5">
        {numbered(answers).map(({ answer, number }) => (
          <span
            key={number}
            data-node={answer.node}
            title={`${answer.node}: ${answer.good ? words.good : words.bad}`}
            className={`inline-grid size-8 place-items-center font-bold font-mono text-xs ${
              answer.good ? "bg-(--node) text-(--on-node)" : "hatch border border-ink text-ink"
            }`}
          >
            <span className={answer.good ? "" : "bg-panel px-0.5"}>{letterOf(answer.node)}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

/** Only their order tells them apart. */
const numbered = (answers: readonly Answer[]) => answers.map((answer, number) => ({ answer, number }));
