"use client";

import { useEffect, useState } from "react";
import { secondary } from "../../_ui/button.ts";
import { useRefreshByItself } from "../../_ui/use-refresh-by-itself.ts";

const every = 5000;

/** Has the server render the page again every 5 s, while the page is visible and not paused. */
export function AutoRefresh() {
  const refresh = useRefreshByItself();
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, every);
    return () => clearInterval(timer);
  }, [paused, refresh]);
  return (
    <button
      type="button"
      className={`${secondary} w-28`}
      aria-pressed={paused}
      onClick={() => setPaused((now) => !now)}
    >
      {paused ? "Resume" : "Pause"}
    </button>
  );
}
