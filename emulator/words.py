"""What the pages say."""

WORDS = {
    "en": {
        "emulated": "emulated",
        "emulation": "This is an emulation for tests and demonstrations, not Amazon. "
        "No real account is behind it.",
        "error_title": "We could not complete the authorization",
        "error_code": "Error code",
        "consent_title": "Authorize application",
        "consent_intro": "{app} asks for access to your selling account. It will be "
        "able to use the Selling Partner API on your behalf.",
        "roles": "Roles it asks for",
        "account": "Selling account",
        "region": "Region",
        "eu": "Europe",
        "na": "North America",
        "fe": "Far East",
        "agree": "I direct Amazon to provide {app} access to my selling account data "
        "and I know that I can withdraw this at any time.",
        "confirm": "Confirm",
        "cancel": "Cancel",
        "tick_first": "Tick the box first: without your direction Amazon gives no "
        "access.",
        "goes_to": "Afterwards you return to",
        "manage_title": "Manage your apps",
        "nothing_authorized": "You have not authorized any application yet.",
        "application": "Application",
        "since": "Authorized",
        "until": "Valid until",
        "state": "Status",
        "alive": "Authorized",
        "ended": "Ended",
        "reauthorize": "Re-authorize",
        "disable": "Disable",
        "unknown_application": "There is no public application with this "
        "application_id. Check the application id.",
        "draft_without_beta": "The application is in Draft status and the address "
        "lacks version=beta.",
        "redirect_uri_mismatch": "The redirect_uri does not match any OAuth Redirect "
        "URI registered for this application.",
        "no_such_account": "There is no such selling account in this region.",
        "no_login_uri": "The application has no OAuth Login URI, so it cannot be "
        "re-authorized from here.",
        "amazon_state_mismatch": "amazon_state is unknown or was used already. Start "
        "again from Manage your apps.",
        "develop_title": "Develop apps",
        "authorize_app": "Authorize app",
        "copy_token": "Copy the refresh token; it is shown only once:",
        "no_such_page": "There is no such page.",
    },
    "de": {
        "emulated": "emuliert",
        "emulation": "Dies ist eine Emulation für Tests und Vorführungen, nicht "
        "Amazon. Dahinter steht kein echtes Konto.",
        "error_title": "Die Autorisierung konnte nicht abgeschlossen werden",
        "error_code": "Fehlercode",
        "consent_title": "Anwendung autorisieren",
        "consent_intro": "{app} bittet um Zugriff auf Ihr Verkäuferkonto und wird die "
        "Selling Partner API in Ihrem Namen nutzen können.",
        "roles": "Erbetene Rollen",
        "account": "Verkäuferkonto",
        "region": "Region",
        "eu": "Europa",
        "na": "Nordamerika",
        "fe": "Fernost",
        "agree": "Ich beauftrage Amazon, {app} Zugriff auf die Daten meines "
        "Verkäuferkontos zu geben, und weiß, dass ich das jederzeit widerrufen kann.",
        "confirm": "Bestätigen",
        "cancel": "Abbrechen",
        "tick_first": "Setzen Sie zuerst das Häkchen: Ohne Ihren Auftrag gibt Amazon "
        "keinen Zugriff.",
        "goes_to": "Danach kehren Sie zurück zu",
        "manage_title": "Ihre Apps verwalten",
        "nothing_authorized": "Sie haben noch keine Anwendung autorisiert.",
        "application": "Anwendung",
        "since": "Autorisiert",
        "until": "Gültig bis",
        "state": "Status",
        "alive": "Autorisiert",
        "ended": "Beendet",
        "reauthorize": "Erneut autorisieren",
        "disable": "Deaktivieren",
        "unknown_application": "Es gibt keine öffentliche Anwendung mit dieser "
        "application_id. Prüfen Sie die Anwendungs-ID.",
        "draft_without_beta": "Die Anwendung ist im Status Entwurf und in der Adresse "
        "fehlt version=beta.",
        "redirect_uri_mismatch": "Die redirect_uri stimmt mit keiner für diese "
        "Anwendung hinterlegten OAuth-Weiterleitungs-URI überein.",
        "no_such_account": "Dieses Verkäuferkonto gibt es in dieser Region nicht.",
        "no_login_uri": "Die Anwendung hat keine OAuth-Anmelde-URI und kann von hier "
        "aus nicht erneut autorisiert werden.",
        "amazon_state_mismatch": "amazon_state ist unbekannt oder wurde schon benutzt. "
        "Beginnen Sie erneut unter Ihre Apps verwalten.",
        "develop_title": "Apps entwickeln",
        "authorize_app": "App autorisieren",
        "copy_token": "Kopieren Sie das Refresh-Token; es wird nur einmal gezeigt:",
        "no_such_page": "Diese Seite gibt es nicht.",
    },
}
