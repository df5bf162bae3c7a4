import { secondary } from "../_ui/button.ts";
import { signOn } from "./actions.ts";

/** The other door. Works without script: the form goes to whichever node answers, and so does the way back. */
export function CompanySignOn({ next }: { next: string }) {
  return (
    <form action={signOn} className="mt-8 border-rule border-t pt-8">
      <input type="hidden" name="next" value={next} />
      <button type="submit" className={`${secondary} w-full`}>
        Continue with company single sign-on
      </button>
    </form>
  );
}
