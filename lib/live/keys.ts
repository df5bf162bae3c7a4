import { appPrefix } from "../prefix.ts";

/** All keys are in one slot of a Cluster, because one script works on all of them. */
const stem = `${appPrefix}:{live}:`;

/** Each node's last beat. */
export const nodesKey = `${stem}nodes`;
/** The last reported state of each part that isn't a node. */
export const partsKey = `${stem}parts`;
/** The last {@link eventsKept} events. */
export const eventsKey = `${stem}events`;
/** Each node's figures for the operators' console. */
export const figuresKey = `${stem}figures`;
/** A mark that an event was announced. */
export const toldKey = (id: string) => `${stem}told:${id}`;

/** At one event per second this is over three minutes, and a browser reconnects within seconds. */
export const eventsKept = 200;
