/** The node that rendered this page, in very large type: a reload shows another node. */
export function ServedBy({ node }: { node: string }) {
  return (
    <p data-node={node} className="leading-none">
      <span className="block text-muted text-sm leading-5">This page came from</span>
      <strong
        data-testid="served-by"
        className="mt-3 flex items-center font-bold text-[clamp(5.25rem,25vw,8rem)] leading-none tracking-[-0.055em] lg:text-[clamp(6rem,9.5vw,9rem)]"
      >
        <span className="pb-[0.12em]">{node.slice(0, -1)}</span>
        <span className="ml-[0.06em] rounded-[0.03em] bg-(--node) px-[0.13em] pb-[0.12em] text-(--on-node)">
          {node.slice(-1)}
        </span>
      </strong>
    </p>
  );
}
