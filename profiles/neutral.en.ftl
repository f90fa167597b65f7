# scanpost’s own pages of the mail server.

page-sending = Sending
page-fax-server = Fax server
page-internet-fax = Internet fax receive
page-email-status = E-mail status
page-print-mail = Print mails
page-delivery-reports = Delivery reports
section-sign-in = Sign-in
section-server = Server
section-sender = Sender
