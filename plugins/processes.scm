;;; processes.scm --- a machine that has no room for another process answers nobody

(define-plugin processes
  (synopsis "How many processes and threads there are, and may be")
  (interval (minutes 5))
  (options
    (warn-above (percent 90) "Percent of the kernel's limit that goes into the digest (Netdata: 90; Zabbix: 80)."))
  (relations
    (metric (process-count host)
      (total   integer "Processes.")
      (threads integer "Threads, of all processes.")
      (blocked integer "Processes that wait for a disk or a file server.")
      (zombies integer "Dead processes that nobody has missed yet.")))
  (monitor process-counts)
  (receiver
    (lambda (message)
      (with-fields (total threads blocked zombies limit) (or (message-body message) '())
        (and total
             (let ((percent (if limit (* 100 (/ threads limit)) 0)))
               (list (process-count (message-host message) total threads blocked zombies)
                     (finding "processes" (above percent #:warn warn-above #:clear (- warn-above 10))
                              "~a processes, ~a threads of ~a; ~a blocked, ~a zombies"
                              total threads (or limit "any number") blocked zombies)))))))
  (examples
    ("a program that forks for ever"
     (processes-configuration)
     (message '((total . 31000) (running . 2) (blocked . 0) (zombies . 4) (threads . 31500) (limit . 32768)) #:host "tux01")
     => (process-count "tux01" 31000 31500 0 4)
        (finding "processes" 'warn "31000 processes, 31500 threads of 32768; 0 blocked, 4 zombies"))))
