"use client";

import Link from "next/link";
import { secondary } from "../../../_ui/button.ts";
import { Answers } from "../_ui/answers.tsx";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { type Found, perform, things } from "./perform.ts";

interface ExperimentProps {
  canKill: boolean;
  /** The cart in the session of a signed-in person. */
  signedIn: readonly string[] | undefined;
}

/**
 * A cart in the node's memory beside one in the store. At the second button a node dies and Redis
 * gets another primary in between.
 */
export function Experiment({ canKill, signedIn }: ExperimentProps) {
  const { progress, run } = useExperiment<Found>();
  return (
    <>
      <Frame
        progress={progress}
        label="Fill a cart"
        onRun={() => run((doing) => perform(doing, false))}
        more={
          canKill && (
            <button type="button" className={secondary} onClick={() => run((doing) => perform(doing, true))}>
              The same, and lose a node and the primary
            </button>
          )
        }
        before={`${things} things go into a cart, each through the node that nginx selects. Then this page asks every node for the cart.`}
        hatched="a node that didn’t have the whole cart"
        sentence={({ killed, whose }) =>
          `${killed ? `${killed} was killed, and Redis has another primary. ` : ""}The whole cart is there, in your ${whose === "guest" ? "guest session" : "login"}.`
        }
      >
        {({ asked, whose }) => (
          <>
            <Answers
              label="In a node’s memory"
              answers={asked.map(({ node, inMemory }) => ({ node, good: inMemory.length === things }))}
              words={words}
            />
            <Answers
              label="In the store"
              answers={asked.map(({ node, cart }) => ({ node, good: cart.length === things }))}
              words={words}
            />
            {whose === "guest" && (
              <p className="mt-4">
                <Link
                  href="/login?next=/lessons/a-cart-before-the-login"
                  className="inline-flex min-h-11 items-center underline underline-offset-4"
                >
                  Sign in, and the cart comes along
                </Link>
              </p>
            )}
          </>
        )}
      </Frame>
      {signedIn && (
        <p className="mt-4" data-testid="cart">
          {signedIn.length > 0
            ? `You are signed in. Your session’s cart has ${signedIn.join(", ")}.`
            : "You are signed in, and your session’s cart is empty."}
        </p>
      )}
    </>
  );
}

const words = { good: "the whole cart", bad: "a part of it or nothing" };
