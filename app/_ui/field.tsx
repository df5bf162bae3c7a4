import type { ComponentProps, ReactNode } from "react";

interface FieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: string;
  name: string;
  hint?: ReactNode;
  /**
   * Whether this entry is the reason why the form came back. The element "problem" says the reason.
   */
  wrong?: boolean;
}

/** A labeled field of a form. */
export function Field({ label, hint, wrong = false, ...input }: FieldProps) {
  const describedBy = [wrong && "problem", hint && `${input.name}-hint`].filter(Boolean).join(" ");
  return (
    <div>
      <label className="block font-bold text-sm">
        {label}
        <input
          {...input}
          className="mt-1.5 block min-h-12 w-full rounded-panel border border-muted bg-panel px-3 font-normal text-base aria-[invalid=true]:border-2 aria-[invalid=true]:border-ink"
          aria-invalid={wrong || undefined}
          aria-describedby={describedBy || undefined}
        />
      </label>
      {hint && (
        <p id={`${input.name}-hint`} className="mt-1.5 text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
