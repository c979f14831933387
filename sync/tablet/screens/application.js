// An application as screens show it: how it stands, and the key that takes it back.

import { counts, takeBack } from "../applying.js";
import { ask, key } from "../parts.js";
import { _ } from "../texts.js";
import { applicationStatus, day } from "../wording.js";

const NO_NEWS = ["applied", "seen"]; // officers are not told what the employer has looked at

/** "applied on 26 Nov", "on the short list, applied on 26 Nov"; of one that was not sent yet, "has applied" */
export function statusShown({ market }, { status, applied_at: at }) {
  const said = applicationStatus(status);
  if (!at || !counts({ status })) return said;
  const applied = _("applied on {day}", { day: day(market, at) });
  return NO_NEWS.includes(status) ? applied : `${said}, ${applied}`;
}

/** A key that takes an application back. */
export function takeBackKey(app, application, title = application.vacancy_id) {
  const go = async () => {
    const isMeant = await ask(_("Take back the application for {title}?", { title }), _("Yes, take it back"));
    if (!isMeant || !(await takeBack(app, application.id))) return;
    app.say(_("Taken back."));
    await app.refresh();
  };
  return key(_("Take back"), go, { "aria-label": _("Take back: {title}", { title }) });
}
