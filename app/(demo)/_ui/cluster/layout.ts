/**
 * Where the parts are drawn: along the way of a request (`along`) and across it. Wide screens draw
 * the way from left to right, phones downwards.
 */
export type Direction = "wide" | "tall";

type Place = { along: number; across: number };
export type Point = { x: number; y: number };

interface Layout {
  width: number;
  height: number;
  you: Place;
  nginx: Place;
  nodes: number;
  redis: number;
  sentinels: number;
  lanes: readonly [number, number, number];
}

const layouts: Record<Direction, Layout> = {
  wide: {
    width: 760,
    height: 350,
    you: { along: 30, across: 160 },
    nginx: { along: 150, across: 160 },
    nodes: 340,
    redis: 570,
    sentinels: 722,
    lanes: [48, 160, 272],
  },
  tall: {
    width: 360,
    height: 438,
    you: { along: 22, across: 180 },
    nginx: { along: 84, across: 180 },
    nodes: 172,
    redis: 306,
    sentinels: 400,
    lanes: [62, 180, 298],
  },
};

export function layoutOf(direction: Direction) {
  const layout = layouts[direction];
  const at = ({ along, across }: Place): Point =>
    direction === "wide" ? { x: along, y: across } : { x: across, y: along };
  const lane = (index: number) => layout.lanes[index] ?? layout.lanes[1];
  return {
    width: layout.width,
    height: layout.height,
    you: at(layout.you),
    nginx: at(layout.nginx),
    node: (index: number) => at({ along: layout.nodes, across: lane(index) }),
    redis: (index: number) => at({ along: layout.redis, across: lane(index) }),
    sentinel: (index: number) => at({ along: layout.sentinels, across: lane(index) }),
    /**
     * A track from the edge of one part to the edge of the next: straight,
     * then a bend, then straight.
     */
    track(from: Point, to: Point, radii: { from: number; to: number }): string {
      const start =
        direction === "wide" ? { x: from.x + radii.from, y: from.y } : { x: from.x, y: from.y + radii.from };
      const end = direction === "wide" ? { x: to.x - radii.to, y: to.y } : { x: to.x, y: to.y - radii.to };
      const lead = direction === "wide" ? 18 : 12;
      const bend = (point: Point, by: number): Point =>
        direction === "wide" ? { x: point.x + by, y: point.y } : { x: point.x, y: point.y + by };
      const points = [start, bend(start, lead), bend(end, -lead), end];
      return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(" ");
    },
  };
}
