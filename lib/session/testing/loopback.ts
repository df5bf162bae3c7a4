/** Everything that a test starts listens on the loopback interface only. */
export const loopback = "127.0.0.1";
