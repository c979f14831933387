// The screens by the name that stands in their address.

import { conflicts } from "./conflicts.js";
import { consent } from "./consent.js";
import { edit } from "./edit.js";
import { employers } from "./employers.js";
import { job } from "./job.js";
import { jobs } from "./jobs.js";
import { note } from "./note.js";
import { order } from "./order.js";
import { paper } from "./paper.js";
import { people } from "./people.js";
import { person } from "./person.js";
import { practice } from "./practice.js";
import { register } from "./register.js";
import { settings } from "./settings.js";
import { sync } from "./sync.js";
import { today } from "./today.js";
import { visit } from "./visit.js";

/** @type {Record<string, import("../app.js").Screen>} */
export const SCREENS = {
  conflicts,
  consent,
  edit,
  employers,
  job,
  jobs,
  note,
  order,
  paper,
  people,
  person,
  practice,
  register,
  settings,
  sync,
  today,
  visit,
};
