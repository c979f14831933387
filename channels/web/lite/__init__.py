"""The light web: jobs for any browser, and the conversation for whoever shows a code from their phone."""
