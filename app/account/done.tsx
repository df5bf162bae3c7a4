import { Notice } from "../_ui/notice.tsx";

interface DoneProps {
  /** From the address. The page shows only words of this file, chosen by it. */
  did: string | undefined;
  ended: string | undefined;
}

/** Says what the form on the page before this one did. */
export function Done({ did, ended }: DoneProps) {
  const count = /^\d{1,3}$/.test(ended ?? "") ? Number(ended) : 0;
  const devices = count === 1 ? "1 device was signed out." : `${count} devices were signed out.`;
  const said: Record<string, { title: string; text: string }> = {
    ended: { title: devices, text: "No node knows them any more, whatever they ask next." },
    password: {
      title: "Your password is changed.",
      text: `${devices} This device goes on with a new cookie.`,
    },
    "password-only": {
      title: "Your password is changed, but the other devices are still signed in.",
      text: "The session store stopped answering in between. Sign them out below.",
    },
    verification: {
      title: "A message is on its way to your address.",
      text: "Its link works once, within a day. If nothing comes, look among the unwanted mail.",
    },
    verified: {
      title: "Your address is verified.",
      text: "From now on you can reset your password with it, and you hear of new devices.",
    },
    "address-freed": {
      title: "Somebody had signed up with your address, and that account is removed.",
      text: "Nobody had proved there that they read mail at this address. Your company has now shown that the address is yours. That account’s password and all its sessions are gone, and nothing from that account is in yours. If you made that account, this is why you find nothing from it here.",
    },
  };
  const words = did !== undefined && Object.hasOwn(said, did) ? said[did] : undefined;
  return (
    <div role="status" data-testid="done" className="empty:hidden">
      {words && (
        <Notice title={words.title} fine={did !== "password-only" && did !== "address-freed"}>
          {words.text}
        </Notice>
      )}
    </div>
  );
}
