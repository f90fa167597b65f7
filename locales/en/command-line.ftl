# What the program prints for people; .next is what they should do. Whatever comes from elsewhere
# ($why from the system, for instance) stands in it as it came.

## The system

threads-missing = The program cannot start its threads: { $why }.
    .next = Free some memory, or raise the limit of processes, then start it again.
signals-unheard = The program cannot hear signals: { $why }.
    .next = Free some memory, then start it again.

## serve

serve-devices = Devices send to
serve-or = or
serve-page = The page
serve-starttls = STARTTLS on request
serve-tls = TLS
serve-get-link = get a link: scanpost page
