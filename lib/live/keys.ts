import { appPrefix } from "../prefix.ts";

/** In one slot of a Cluster, since one script works on all of them. */
const stem = `${appPrefix}:{live}:`;

/** Each node's last beat. */
export const nodesKey = `${stem}nodes`;
/** What was last said of each part that isn't a node. */
export const partsKey = `${stem}parts`;
/** What happened, the last {@link eventsKept}. */
export const eventsKey = `${stem}events`;
/** Each node's figures for the operators' console. */
export const figuresKey = `${stem}figures`;
/** That an event was told. */
export const toldKey = (id: string) => `${stem}told:${id}`;

/** At one event a second that is over three minutes, and a browser comes back within seconds. */
export const eventsKept = 200;
