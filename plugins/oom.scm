;;; oom.scm --- processes that the kernel has killed for want of memory

(define-plugin oom
  (synopsis "Whom the kernel has killed for want of memory")
  (interval (minutes 5))
  (relations
    (event (starved host process)
      (pid   integer "Its process id.")
      (group boolean "Was it only its control group that had no memory left?"))
    (metric (starved-count host)
      (count integer "How many since the machine was started.")))
  (needs-root "to read in the kernel's log who was killed")
  (monitor
    (lambda ()
      (define (last-of n victims)
        (take-right victims (min n (length victims))))
      (with-fields (count victims) (or (oom-kills) '())
        (and count
             (let* ((growth (counter-growth "oom" `((count . ,count))))
                    (new (if growth (assq-ref (assq-ref growth 'grown) 'count) 0)))
               `((count . ,count) (new . ,new) (victims . ,(last-of new (or victims '())))))))))
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (with-fields (count new victims) (or (message-body message) '())
          (and count
               (list (starved-count host count)
                     (map (lambda (victim)
                            (with-fields (pid process group) victim
                              (starved host process pid group)))
                          victims)
                     (finding "memory" (if (> new 0) 'warn 'ok) "~a killed since the last look~a, ~a since the start"
                              new
                              (if (null? victims) "" (format #f " (~{~a~^, ~})" (map (cut assq-ref <> 'process) victims)))
                              count)))))))
  (examples
    ("a database that had to go"
     (oom-configuration)
     (message '((count . 3) (new . 1) (victims . (((pid . 812) (process . "mariadbd") (time . 5) (group . #f))))) #:host "tux01")
     => (starved-count "tux01" 3)
        (starved "tux01" "mariadbd" 812 #f)
        (finding "memory" 'warn "1 killed since the last look (mariadbd), 3 since the start"))
    ("what was before the first look is no news"
     (oom-configuration)
     (message '((count . 3) (new . 0) (victims . ())) #:host "tux01")
     => (starved-count "tux01" 3)
        (finding "memory" 'ok "0 killed since the last look, 3 since the start"))))
