;;; file-age.scm --- files that should be new: a backup, a dump, a mirror

;; A file itself; in a directory, or a directory with a pattern behind it ("/backup/db-*.gz"), the newest.
(define (look place)
  (let ((status (file-status place)))
    (cons (cons 'place place)
          (cond ((equal? (assq-ref status 'kind) "directory") (newest-file place))
                ((assq-ref status 'seen) `((path . ,place) ,@status))
                ((string-match "^(.*)/([^/]*\\*[^/]*)$" place)
                 => (lambda (parts) (newest-file (match:substring parts 1) #:glob (match:substring parts 2))))
                (else status)))))

(define-plugin file-age
  (synopsis "Whether files that should be new are so")
  (interval (minutes 30))
  (options
    (places (list-of-strings) "Files, directories of which the newest file counts, or patterns, as \"/backup/db-*.gz\".")
    (warn-after (maybe-duration #f) "Age that goes into the digest; #f: none.")
    (bark-after (duration (hours 30)) "Age that barks: for what is made each day, a day and a quarter.")
    (smallest (count 1) "Bytes it must at least have: a backup of nothing is new, too.")
    (name (maybe-string #f) "Tells several services of this kind apart: files of another age."))
  (relations
    (state (newest host place)
      (path     text    "The newest file.")
      (modified time    "When it was last changed.")
      (size     integer "Its bytes.")))
  (monitor (lambda () (map look places)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (file)
               (with-fields (place seen reason path modified size) file
                 (if (not seen)
                     (finding place 'bark "~a" reason)
                     (let ((age (max 0 (- (message-time message) modified))))
                       (list (newest (message-host message) place path modified size)
                             (finding place
                                      (if (< size smallest) 'bark (above age #:warn warn-after #:bark bark-after))
                                      "~a old, ~a" (duration->string age) (bytes->string size)))))))
             (message-body message)))))
  (examples
    ("a backup of the day before yesterday"
     (file-age-configuration (places '("/backup")))
     (message '(((place . "/backup") (seen . #t) (path . "/backup/db-1.gz") (modified . 86400000) (size . 2048)))
              #:host "tux01" #:time (days 3))
     => (snapshot finding
          (list (newest "tux01" "/backup" "/backup/db-1.gz" (days 1) 2048)
                (finding "/backup" 'bark "2 days old, 2 KiB"))))
    ("a backup of nothing"
     (file-age-configuration (places '("/backup")))
     (message '(((place . "/backup") (seen . #t) (path . "/backup/db-2.gz") (modified . 86400000) (size . 0)))
              #:host "tux01" #:time (days 1))
     => (snapshot finding
          (list (newest "tux01" "/backup" "/backup/db-2.gz" (days 1) 0)
                (finding "/backup" 'bark "0 seconds old, 0 B"))))
    ("no backup at all"
     (file-age-configuration (places '("/backup")))
     (message '(((place . "/backup") (seen . #f) (reason . "no such file"))))
     => (snapshot finding
          (list (finding "/backup" 'bark "no such file"))))))
