/** The replicas of a service. Two, so that one can be lost. */
export const replicasNamed = (service: string): string[] =>
  ["a", "b"].map((letter) => `${service}-${letter}`);

/** The service whose replica has this name. */
export const serviceNamed = (replica: string): string => replica.slice(0, replica.lastIndexOf("-"));
