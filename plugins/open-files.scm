;;; open-files.scm --- a program at its limit of open files takes no more connections, and seldom says so

(define-plugin open-files
  (synopsis "How many files are open, and which processes are near to their limit")
  (interval (minutes 15))
  (options
    (bark-above (percent 90) "Percent of the machine's limit that barks (node-mixin and Netdata: 90).")
    (warn-above (percent 90) "Percent of a process' own limit that goes into the digest."))
  (relations
    (metric (files-open host)
      (used integer "Open files of the whole machine.")))
  (needs-root "to see the open files of others")
  (monitor (lambda () (file-descriptors #:most 3)))
  (receiver
    (lambda (message)
      (define (percent ratio) (* 100 (or ratio 0)))
      (define (text process)
        (with-fields (process pid used limit) process
          (format #f "~a (~a) has ~a of ~a open" process pid used limit)))
      (with-fields (used used-ratio processes) (or (message-body message) '())
        (and used
             (snapshot finding
               (list (files-open (message-host message) used)
                     (finding "machine" (above (percent used-ratio) #:bark bark-above #:clear (- bark-above 10)) "~a files open" used)
                     (and (pair? processes)
                          (finding "processes" (above (percent (assq-ref (car processes) 'used-ratio)) #:warn warn-above)
                                   "~{~a~^, ~}" (map text processes)))))))))
  (examples
    ("a server that takes no more connections"
     (open-files-configuration)
     (message '((used . 4096) (limit . #f) (used-ratio . #f)
                (processes . (((pid . 812) (process . "nginx") (used . 1000) (limit . 1024) (used-ratio . 0.976)))))
              #:host "tux01")
     => (snapshot finding
          (list (files-open "tux01" 4096)
                (finding "machine" 'ok "4096 files open")
                (finding "processes" 'warn "nginx (812) has 1000 of 1024 open"))))))
