"""Job alerts: on or off, and how often."""

from channels.conversation import Choice, Page, Session
from channels.screens.menu import menu
from channels.view import View
from messages import opt_outs, wording
from translations import gettext as _


@menu.screen("alerts_set")
def alerts(session: Session, view: View) -> Page:
    now = wording.alerts(view.profile["alerts"])
    return Page(
        _("Job alerts by SMS, free for you. Now: {now}. When should they come?").format(now=now),
        tuple(
            Choice(wording.alerts(code), "alerts_set", do="set_alerts", value=code)
            for code in wording.ALERTS
            if code != view.profile["alerts"]
        ),
    )


@menu.action()
def set_alerts(session: Session, view: View, often: str) -> None:
    if often != "off":  # whoever asks for alerts takes an earlier STOP back
        view.profiles = opt_outs.start(view.db, view.market, view.phone, view.now, view.channel)
    view.keep(opt_outs.set_alerts(view.db, view.market, view.profile, often, view.now, view.language, view.channel))


@menu.screen("jobs", "home")
def alerts_set(session: Session, view: View) -> Page:
    if view.profile["alerts"] == "off":
        text = _("Saved. We send you no job alerts.")
    else:
        text = _("Saved. Job alerts: {often}. You can stop them any time.").format(
            often=wording.alerts(view.profile["alerts"])
        )
    return Page(text, (Choice(_("See jobs for me"), "jobs"), Choice(_("Home"), "home")))
