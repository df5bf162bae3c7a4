// Asks this container's own app for a path, such as /api/ready: exit 0 if it answers 2xx. In the app's image, which has
// no curl, and plain JavaScript, since the image has no TypeScript source either. 3 s: the app gives its own answer in 2.
import { get } from "node:http";

const request = get(
  { host: "127.0.0.1", port: process.env.PORT ?? 3000, path: process.argv[2], timeout: 3000 },
  (response) => process.exit(response.statusCode >= 200 && response.statusCode < 300 ? 0 : 1),
);
request.on("timeout", () => process.exit(1));
request.on("error", () => process.exit(1));
