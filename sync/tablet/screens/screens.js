// The screens by the name that stands in their address.

import { today } from "./today.js";

/** @type {Record<string, import("../app.js").Screen>} */
export const SCREENS = { today };
