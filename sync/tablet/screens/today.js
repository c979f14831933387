// Today: where the day begins.

import { _ } from "../texts.js";

export const today = {
  async draw() {
    return { title: _("Today"), body: [] };
  },
};
