;;; reboot.scm --- when each machine was started: in the digest, for whoever did not do it

(define-plugin reboot
  (synopsis "When each machine was started")
  (interval (minutes 5))
  (options
    (recent (duration (minutes 30)) "How long a start is told of (Netdata and Zabbix: 10 minutes)."))
  (relations
    (event (restarted host boot)                    ; boot: the kernel's id of it, which a change of the clock leaves alone
      (time time "When, to the minute.")))
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
