# scanposts egna sidor om e-postservern.

page-sending = Sändning
page-fax-server = Faxserver
page-internet-fax = Mottagning av internetfax
page-email-status = E-poststatus
page-print-mail = Utskrift av mejl
page-delivery-reports = Leveransrapporter
section-sign-in = Inloggning
section-server = Server
section-sender = Avsändare
