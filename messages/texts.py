"""Texts: what we send, in the source language, each with the SMS it may cost and what may be shortened in it."""

from dataclasses import dataclass

from translations import marked

DROPPED = 0  # in place of the fewest characters: the fact may be left out


@dataclass(frozen=True, slots=True)
class Template:
    """A text in the source language, and its budget: the SMS it may cost in GSM-7 and in UCS-2.

    `job` are the facts of a vacancy that {job} is made of. `shorten` are the facts that may be cut where the
    text is over its budget: each in turn, down to that many characters, or left out where that is DROPPED.
    What is not named there is always whole.
    """

    text: str
    gsm7: int = 1
    ucs2: int = 2
    job: tuple[str, ...] = ()
    shorten: tuple[tuple[str, int], ...] = ()


_SHORTEN_JOB = (
    ("title", 40),
    ("employer", 24),
    ("title", 24),
    ("employer", 12),
    ("employer", DROPPED),
    ("place", 12),
    ("title", 16),
    ("place", DROPPED),
    ("title", 5),
)

# The employer stands in a sentence of the text, and is never left out.
_SHORTEN_HIRER = (
    ("title", 40),
    ("employer", 24),
    ("title", 24),
    ("place", 12),
    ("title", 16),
    ("place", DROPPED),
    ("employer", 12),
    ("title", 10),
)

TEMPLATES = {
    # Job alerts: what people did not ask for just now. They tell the odds, and how to end them.
    "alert": Template(
        marked("Fursa job {reference}: {job}\n{odds}\nReply {digit} to apply. Never pay for a job. STOP ends these."),
        job=("title", "employer", "place", "pay"),
        shorten=_SHORTEN_JOB,
    ),
    "alert_digest": Template(
        marked("Fursa jobs. Reply a number to apply:\n{jobs}\nNever pay for a job. STOP ends these."),
        gsm7=2,
        ucs2=4,
        job=("title", "employer", "place", "pay"),
        shorten=_SHORTEN_JOB,
    ),
    # What staff write to the people of a place and kind of work.
    "outreach": Template(marked("{words}\nNever pay for a job. STOP ends these."), gsm7=3, ucs2=6),
    # About one's own applications.
    "applied": Template(
        marked(
            "You have applied: {job}, no. {reference}. To take it back, reply WITHDRAW {reference}. You"
            " never pay for a job."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "applied_several": Template(
        marked(
            "You have applied for {number} jobs: {references}. To take one back, reply WITHDRAW and its number. For"
            " all, reply STATUS. You never pay for a job."
        ),
        gsm7=2,
        ucs2=4,
    ),
    "already_applied": Template(
        marked(
            "You have applied already: {job}, no. {reference}. Your application: {status}. To take it"
            " back, reply WITHDRAW {reference}."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "withdrawn": Template(
        marked(
            "Your application is taken back: {job}, no. {reference}. If you change your mind, reply APPLY {reference}."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "nothing_to_withdraw": Template(
        marked(
            "You have no open application for this job: {job}, no. {reference}. For all your applications,"
            " reply STATUS."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "decided": Template(
        marked("News of your application for {job}, no. {reference}: {status}. Never pay for a job."),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "refused": Template(
        marked(
            "{job}, no. {reference}: you were not chosen this time. Please do not lose heart: reply JOBS to see others."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "taken": Template(
        marked(
            "{job}, no. {reference}: the job is taken now. Thank you for applying, and do not lose heart: reply"
            " JOBS to see others."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "hired": Template(
        marked(
            "Congratulations! {employer} has chosen you: {job}, no. {reference}. They will call you. You never pay"
            " for a job."
        ),
        job=("title", "place"),
        shorten=_SHORTEN_HIRER,
    ),
    "approach": Template(
        marked(
            "{employer} asks you to apply: {job} ({reference}). Reply {digit}: then they see your name. Never pay for a"
            " job. STOP ends these."
        ),
        job=("title", "place", "pay"),
        shorten=(*_SHORTEN_HIRER, ("pay", DROPPED)),
    ),
    # Interviews. Where and when is never cut.
    "interview": Template(
        marked(
            "Interview: {job}, no. {reference}. {when}, at: {venue}. Reply {digit} if you come, {no_digit} if not."
            " You never pay for a job."
        ),
        gsm7=2,
        ucs2=4,
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "interview_reminder": Template(
        marked(
            "Do you come to your interview? {job}, no. {reference}. {when}, at: {venue}. Reply {digit} if you come,"
            " {no_digit} if not."
        ),
        gsm7=2,
        ucs2=4,
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "interview_coming": Template(
        marked(
            "You are expected: {job}, no. {reference}. {when}, at: {venue}. Cannot come? Reply {no_digit}, and somebody"
            " else gets the chance."
        ),
        gsm7=2,
        ucs2=4,
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "interview_declined": Template(
        marked(
            "Thank you for telling us: {job}, no. {reference}. Somebody else gets your place. Reply JOBS for others."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "place_gone": Template(
        marked("Sorry, your place has gone to somebody else: {job}, no. {reference}. Reply JOBS to see others."),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "interview_off": Template(
        marked(
            "Please do not go: the interview on {when} is off. {job}, no. {reference}, is no longer open. Reply JOBS to"
            " see others."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    # To employers about those who apply. People are called by first name where it may be seen, else by short number.
    "seat_passed": Template(
        marked(
            "Job {reference}: {person} does not come on {when}. We have invited {next} instead. To see who: PEOPLE"
            " {reference}."
        ),
        shorten=(("person", 9), ("next", 9)),
    ),
    "seat_free": Template(
        marked("Job {reference}: {person} does not come on {when}. Nobody else waits. To see who: PEOPLE {reference}."),
        shorten=(("person", 9),),
    ),
    "interview_summary": Template(
        marked(
            "Job {reference}, interviews on {when}: {coming} coming, {waiting} not answered. To see who: PEOPLE"
            " {reference}."
        )
    ),
    # Words passed on between an employer and a person.
    "relay_to_person": Template(
        marked(
            "From {employer}, job {reference}: {words}\nTo answer: TELL {reference} and your words. Never pay for a"
            " job."
        ),
        gsm7=2,
        ucs2=5,
        job=("title",),
        shorten=(("employer", 24), ("employer", 12)),
    ),
    "relay_to_employer": Template(
        marked("From {person} ({does}), job {reference}: {words}\nTo answer: TELL {person} and your words."),
        gsm7=2,
        ucs2=5,
        shorten=(("does", 12),),
    ),
    "relayed": Template(
        marked("We have passed it on to {name}. The answer comes to this phone."), shorten=(("name", 24),)
    ),
    "relay_how": Template(marked("To write to somebody, write TELL, their number or that of the job, and your words.")),
    "relay_answer": Template(marked("Is that an answer? We pass it on for you: write TELL {number} and your words.")),
    "relay_nobody": Template(
        marked(
            "We cannot pass that on to {typed}. You can write to people who applied for your jobs, and to employers"
            " you applied to."
        ),
        shorten=(("typed", 10),),
    ),
    "relay_not": Template(marked("{problem}")),
    "person_unknown": Template(
        marked(
            "We know nobody with the number {typed} who applied to you. To see who applied, reply PEOPLE and the"
            " number of your job."
        ),
        shorten=(("typed", 10),),
    ),
    "not_your_job": Template(
        marked("The job {typed} is not one that you offer from this phone. For help, reply CALL ME."),
        shorten=(("typed", 10),),
    ),
    "job_gone": Template(
        marked("Sorry, this job is no longer open: {job}, no. {reference}. Reply JOBS to see others."),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "job_own": Template(
        marked("{job}, no. {reference}, is your own job: you posted it from this phone. To see it, reply MY POSTS."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "job_unknown": Template(
        marked("We know no job with the number {typed}. Please look at the number again, or reply JOBS to see jobs."),
        shorten=(("typed", 10),),
    ),
    "own_job_unknown": Template(
        marked("We know no job of yours with the number {typed}. To see your jobs, reply MY POSTS."),
        shorten=(("typed", 10),),
    ),
    "status": Template(marked("Your applications, newest first:\n{lines}"), gsm7=2, ucs2=4),
    "no_applications": Template(marked("You have not applied for a job yet. Reply JOBS to see jobs for you.")),
    # What an officer wrote down for somebody who was there: so they hear of it, and how to undo it.
    "registered": Template(
        marked(
            "Fursa: an officer registered you, as you agreed. Your number: {reference}. To see it, dial {service_code}."
            " Not you? Reply CALL ME. To end it: DELETE ME."
        )
    ),
    "registered_alerts": Template(
        marked(
            "Fursa: an officer registered you, as you agreed. Your number: {reference}. To see it, dial {service_code}."
            " You get job alerts, too: STOP ends them. Not you? Reply CALL ME. To end it all: DELETE ME."
        ),
        gsm7=2,
        ucs2=4,
    ),
    "alerts_agreed": Template(
        marked(
            "Fursa: you told our officer that you want job alerts. They are free, and you never pay for a job. To end"
            " them, reply STOP."
        )
    ),
    # What we may send, and in which language.
    "stopped": Template(
        marked(
            "All texts are stopped. From now on we only answer you when you write or dial {service_code}."
            " To get texts again, reply START."
        )
    ),
    "started": Template(
        marked("Welcome back. You get texts from Fursa again. Job alerts: {alerts}. To end them, reply STOP.")
    ),
    "started_employer": Template(
        marked("Welcome back. You get texts from Fursa about your jobs again. To end them, reply STOP.")
    ),
    "alerts_set": Template(
        marked(
            "Saved. Job alerts: {alerts}. They tell how many have applied. Never pay for a job. To end"
            " them, reply STOP."
        )
    ),
    "alerts_off": Template(
        marked("Saved. We send you no job alerts. To get them again, reply ALERTS. To see jobs, reply JOBS.")
    ),
    "which_language": Template(marked("Which language do you want? Reply the number:\n{lines}")),
    "language_set": Template(marked("Saved. From now on we write to you in {language}.")),
    # Answers to what people write.
    "help": Template(
        marked(
            "Fursa finds work near you, free. Reply JOBS, STATUS (your applications), CALL ME (the office"
            " calls), STOP (no more texts). Or dial {service_code}."
        )
    ),
    "not_understood": Template(
        marked(
            "Sorry, we did not understand. Reply JOBS to see jobs, HELP for help, or CALL ME and the"
            " office will call you. Or dial {service_code}."
        )
    ),
    "sorry": Template(
        marked(
            "Sorry, something went wrong on our side. Your message is not lost: the office will look at it."
            " You can also dial {service_code}."
        )
    ),
    "digit_unknown": Template(
        marked(
            "Sorry, we are not sure what {digit} is for. To apply, reply APPLY and the number of the job."
            " To see jobs, reply JOBS."
        ),
        shorten=(("digit", 10),),
    ),
    "ask_back": Template(
        marked("Did you mean {word}? Then reply {digit}. If not, there is nothing you need to do."),
        shorten=(("word", 40),),
    ),
    "register_started": Template(
        marked(
            "Welcome to Fursa! We find work near you, free. First a few short questions. Quickest is to"
            " dial {service_code}. To end, reply STOP."
        )
    ),
    "human": Template(
        marked(
            "All right. Somebody from the office will call you on this number. We never ask you for money or for a PIN."
        )
    ),
    "safety": Template(marked("You are not alone. You find help here:\n{lines}"), gsm7=2, ucs2=4),
    "found_job": Template(
        marked(
            "Congratulations on your job! We send you no more job alerts. If you look for work again,"
            " reply ALERTS or dial {service_code}."
        )
    ),
    # To employers, about the jobs that they post.
    "help_employer": Template(
        marked(
            "Fursa finds people for your job, free. Reply POST JOB, MY POSTS, REPEAT, CALL ME, STOP, or CLOSE or"
            " FILLED and its number. Or dial {service_code}."
        )
    ),
    "confirm_employer": Template(
        marked("Fursa: {business} posts jobs from this number. If this is you, reply {digit}. If not, do nothing."),
        shorten=(("business", 20),),
    ),
    "employer_confirmed": Template(
        marked(
            "Thank you, {business}. Your number is confirmed. To see your jobs, reply MY POSTS. To post a job, reply"
            " POST JOB."
        ),
        shorten=(("business", 20),),
    ),
    "job_open": Template(
        marked("Your job is open: {job}, no. {reference}. {fit}. To end it, reply CLOSE {reference}."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "job_applied": Template(
        marked(
            "{job}, no. {reference}. People who applied: {number}. Newest: {names}. To see who: PEOPLE {reference}."
        ),
        job=("title",),
        shorten=(("names", 50), *_SHORTEN_JOB, ("names", 20)),
    ),
    "job_applied_unnamed": Template(
        marked("{job}, no. {reference}. People who applied: {number}. To see who: PEOPLE {reference}."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "job_applied_confirm": Template(
        marked(
            "{job}, no. {reference}. People who applied: {number}. To see their names, reply {digit}: that confirms"
            " your number."
        ),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "ask_filled": Template(
        marked(
            "{job}, no. {reference}, ends on {day}. Is it filled? Reply {yes} for yes, {no} for no: it stays a"
            " week more."
        ),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "week_more": Template(
        marked("All right. {job}, no. {reference}, stays open until {day}. We ask you again then."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "job_ended": Template(
        marked(
            "{job}, no. {reference}: {standing}. Nobody can apply any more. To post it again, reply REPEAT {reference}."
        ),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "job_expired": Template(
        marked("{job}, no. {reference}, has ended. People who applied: {number}. To post it again, reply {digit}."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "delete_asked": Template(
        marked(
            "You ask us to delete your profile and your applications. This cannot be undone. To confirm,"
            " reply {digit}. If you did not ask, do nothing."
        )
    ),
    "deleted": Template(
        marked(
            "Done. What we knew about you is deleted. Your number gets no more texts. You are always"
            " welcome: dial {service_code}."
        )
    ),
    # When something may be wrong with a job: to people who applied, to whoever reported it, and to its employer.
    "job_warning": Template(
        marked(
            "Please be careful with {job}, no. {reference}: something may be wrong with it. We are looking at it."
            " Never pay for a job."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "interview_warning": Template(
        marked(
            "Please wait before you go to the interview: {job}, no. {reference}. Something may be wrong, and we look"
            " into it. Never pay for a job."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "job_stopped": Template(
        marked(
            "Please keep away from {job}, no. {reference}: we have stopped it. If you paid or gave papers, reply"
            " CALL ME. Never pay for a job."
        ),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "job_fine": Template(
        marked("Good news: we looked at {job}, no. {reference}. All is well, and your application stands."),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "report_thanks": Template(
        marked("Thank you for telling us of {job}, no. {reference}. The office will look at it. Never pay for a job."),
        job=("title", "employer"),
        shorten=_SHORTEN_JOB,
    ),
    "report_which": Template(
        marked("Which job is it? Please reply REPORT and the number of the job. Or reply CALL ME and we call you.")
    ),
    "report_many": Template(
        marked("Thank you. You told us of many jobs today. To tell us of more, reply CALL ME and the office calls you.")
    ),
    "vacancy_held": Template(
        marked("Your job {job} ({reference}) is on hold: {why}. Questions? Reply CALL ME."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "vacancy_refused": Template(
        marked("Your job {job} ({reference}) was not accepted: {why}. Questions? Reply CALL ME."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    "vacancy_released": Template(
        marked("Good news: we looked at your job {job} ({reference}). People see it again. Thank you for waiting."),
        job=("title",),
        shorten=_SHORTEN_JOB,
    ),
    # For browsers.
    "browser_code": Template(
        marked(
            "Fursa code {code}. It is for our website only. Never tell it to anybody. If you did not ask for it, do"
            " nothing."
        )
    ),
}
