;;; load.scm --- how busy the machine is: kept for questions; only a load that is absurd for an hour is told of

(define-plugin load
  (synopsis "How busy the processors are")
  (interval (minutes 5))
  (options
    (warn-above (number 4) "Load of 15 minutes for each core that goes into the digest (node-mixin and Netdata tell of 2, and silence it).")
    (hold (duration (hours 1)) "How long it must be so: a load is work, and no trouble by itself."))
  (relations
    (metric (system-load host)
      (one     number "Tasks that ran or waited, averaged over a minute.")
      (five    number "The same over five minutes.")
      (fifteen number "The same over fifteen minutes."))
    (metric (cpu-used host)
      (busy   number "Share of the time the processors worked since the last look, 0–1.")
      (iowait number "Share of the time they waited for a disk.")
      (steal  number "Share of the time the host of a virtual machine gave to others.")))
  (monitor
    (lambda ()
      `((load . ,(load-average)) (cpu . ,(cpu-usage)))))       ; #f at the first look: there is nothing to compare with
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (with-fields (load cpu) (message-body message)
          (list
           (and cpu
                (with-fields (busy iowait steal) cpu
                  (cpu-used host busy iowait steal)))
           (and load
                (with-fields (one five fifteen cpus) load
                  (list (system-load host one five fifteen)
                        (finding "load" (above (/ fifteen cpus) #:warn warn-above #:for hold)
                                 "~,2f, ~,2f, ~,2f over 1, 5 and 15 minutes on ~a core~a"
                                 one five fifteen cpus (if (= cpus 1) "" "s"))))))))))
  (examples
    ("a busy machine is no trouble"
     (load-configuration)
     (message '((load . ((one . 7.5) (five . 6) (fifteen . 4.25) (cpus . 4)))
                (cpu . ((busy . 0.97) (iowait . 0.01) (steal . 0))))
              #:host "tux01")
     => (cpu-used "tux01" 0.97 0.01 0)
        (system-load "tux01" 7.5 6 4.25)
        (finding "load" 'ok "7.50, 6.00, 4.25 over 1, 5 and 15 minutes on 4 cores"))
    ("one that is ten times overloaded is told of"
     (load-configuration)
     (message '((load . ((one . 41) (five . 40) (fifteen . 40) (cpus . 4))) (cpu . #f)) #:host "tux01")
     => (system-load "tux01" 41 40 40)
        (finding "load" 'warn "41.00, 40.00, 40.00 over 1, 5 and 15 minutes on 4 cores"))))
