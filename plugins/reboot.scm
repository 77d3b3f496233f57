;;; reboot.scm --- when each machine was started: in the digest, for whoever did not do it

(define-plugin reboot
  (synopsis "When each machine was started")
  (interval (minutes 5))
  (options
    (recent (duration (minutes 30))
            "How long a start goes into the digest (Netdata and Zabbix: 10 minutes). It does not bark: whether somebody wanted it no file tells on every system (Debian 13 and Guix keep no wtmp), and a machine that stays away is missed by its heartbeat."))
  (relations
    (event (restarted host boot)                    ; boot: the kernel's id of it
      (time time "When, to the minute, as it was told first: the kernel reckons it anew when the clock is set." fleeting)))
  (monitor uptime)
  (receiver
    (lambda (message)
      (with-fields (uptime booted boot) (or (message-body message) '())
        (and uptime
             (list (and boot booted (restarted (message-host message) boot (* (minutes 1) (quotient booted (minutes 1)))))
                   (finding "machine" (if (< uptime recent) 'warn 'ok) "started ~a ago" (duration->string uptime)))))))
  (examples
    ("a machine that was started a while ago"
     (reboot-configuration)
     (message '((uptime . 300000) (booted . 86401000) (boot . "6c1e")) #:host "tux01")
     => (restarted "tux01" "6c1e" (days 1))
        (finding "machine" 'warn "started 5 minutes ago"))
    ("one that has been up for long"
     (reboot-configuration)
     (message '((uptime . 864000000) (booted . 86401000) (boot . "6c1e")) #:host "tux01")
     => (restarted "tux01" "6c1e" (days 1))
        (finding "machine" 'ok "started 10 days ago"))))
