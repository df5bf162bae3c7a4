export interface Bar {
  label: string;
  up: number;
  /** Drawn downwards from the middle. */
  down?: number;
}

interface BarsProps {
  title: string;
  /** The meaning of the chart, in a sentence. */
  meaning: string;
  /** The reason why the chart may be empty. */
  empty: string;
  bars: readonly Bar[];
  /** The meaning of `up` and `down`. */
  counts: { up: string; down?: string };
}

const width = 600;
const height = 140;

/** Bars in plain SVG, with the same figures in a table for people who don't see the bars. */
export function Bars({ title, meaning, empty, bars, counts }: BarsProps) {
  const isEmpty = bars.every(({ up, down = 0 }) => up + down === 0);
  const most = Math.max(1, ...bars.map(({ up }) => up));
  const mostDown = Math.max(0, ...bars.map(({ down = 0 }) => down));
  const unit = (height - 4) / (most + mostDown);
  const base = most * unit + 2;
  const step = width / Math.max(1, bars.length);
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-bold">{title}</span>
        <span className="text-muted text-sm">
          {isEmpty ? "none yet" : `highest bar: ${most} ${counts.up}`}
          {!isEmpty && counts.down && `; lowest: ${mostDown} ${counts.down}`}
        </span>
        <span className="w-full text-muted text-sm">{isEmpty ? empty : meaning}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="mt-3 block h-36 w-full"
      >
        {bars.map(({ label, up, down = 0 }, index) => (
          <g key={label}>
            <rect
              x={index * step + 2}
              width={step - 4}
              y={base - up * unit}
              height={up * unit}
              className="fill-ink"
            />
            <rect
              x={index * step + 2.5}
              width={step - 5}
              y={base + 2}
              height={Math.max(0, down * unit - 2)}
              className="fill-none stroke-ink"
              strokeWidth="1"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        ))}
        <path d={`M0 ${base} H${width}`} className="stroke-track" vectorEffect="non-scaling-stroke" />
      </svg>
      <div aria-hidden="true" className="mt-1 flex justify-between gap-2 text-muted text-xs">
        <span>{bars[0]?.label}</span>
        <span>{bars[Math.floor(bars.length / 2)]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <details className="mt-2 text-sm">
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-muted underline underline-offset-4">
          As a table
        </summary>
        <table className="w-full text-left">
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr className="border-rule border-b text-muted">
              <th className="py-1.5 pr-4 font-normal">
                <span className="sr-only">what</span>
              </th>
              <th className="py-1.5 pr-4 font-normal">{counts.up}</th>
              {counts.down && <th className="py-1.5 font-normal">{counts.down}</th>}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, up, down }) => (
              <tr key={label} className="border-rule border-b">
                <th scope="row" className="py-1.5 pr-4 font-normal">
                  {label}
                </th>
                <td className="py-1.5 pr-4">{up}</td>
                {counts.down && <td className="py-1.5">{down ?? 0}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
