import { everyEnvironment } from "../environments";

/** Labels by which the Prometheus Operator selects a ServiceMonitor. */
export const monitorLabels = { release: everyEnvironment.prometheusRelease };

/** How often a ServiceMonitor is scraped, as charts call it. */
export const monitorInterval = { interval: everyEnvironment.scrapeInterval };
