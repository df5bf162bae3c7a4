/**
 * The letter that stands for a node beside its color: "app-b" is B. A name without
 * one shows its first letter.
 */
export function letterOf(node: string): string {
  const last = node.split("-").at(-1) ?? node;
  return last.slice(0, 1).toUpperCase();
}

/** A node's name behind its letter on its color: the color never stands alone. */
export function NodeBadge({ node, testId }: { node: string; testId?: string }) {
  return (
    <span data-node={node} className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        aria-hidden="true"
        className="inline-grid size-5 place-items-center rounded-[2px] bg-(--node) font-bold font-mono text-(--on-node) text-xs"
      >
        {letterOf(node)}
      </span>
      <span data-testid={testId}>{node}</span>
    </span>
  );
}
