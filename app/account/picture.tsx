"use client";

import { useState } from "react";

/**
 * A person's picture from the address that the identity provider names; the initials if it doesn't
 * load.
 */
export function Picture({ name, image }: { name: string; image: string }) {
  const [isBroken, setIsBroken] = useState(false);
  // The picture may have failed before this script could hear of it.
  const look = (picture: HTMLImageElement | null) => {
    if (picture?.complete && picture.naturalWidth === 0) setIsBroken(true);
  };
  if (isBroken) {
    return (
      <span
        role="img"
        aria-label={`Initials of ${name}`}
        data-testid="initials"
        className="grid size-16 place-items-center rounded-full border border-rule font-bold text-xl"
      >
        {initialsOf(name)}
      </span>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: Next.js would fetch it through this site, for anyone who names an address.
    <img
      ref={look}
      src={image}
      alt={name}
      width={64}
      height={64}
      referrerPolicy="no-referrer"
      onError={() => setIsBroken(true)}
      className="size-16 rounded-full object-cover"
    />
  );
}

/** The initials of the first word and the last. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const [first = "?", last = ""] = [words.at(0), words.length > 1 ? words.at(-1) : ""];
  return [first, last].map((word) => [...word][0]?.toUpperCase() ?? "").join("");
}
