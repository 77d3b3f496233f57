;;; btrfs-scrub.scm --- bark when a btrfs file system has not been scrubbed for long

;; "Status:  finished" -> "finished", or #f
(define (field report name)
  (let ((found (string-match (string-append name ":[ \t]*([^\n]*)") report)))
    (and found (match:substring found 1))))

;; "Mon Nov 16 03:00:01 2026", in the machine's own time zone -> milliseconds since 1970
(define (moment text)
  (* 1000 (car (mktime (car (strptime "%a %b %d %H:%M:%S %Y" text))))))

(define (scrub-status mount report)
  (let ((started (field report "Scrub started")))
    `((mount . ,mount)
      (started . ,(if started (moment started) 0))         ; 0: never
      (clean . ,(equal? (field report "Error summary") "no errors found")))))

(define-plugin btrfs-scrub
  (synopsis "When each btrfs file system was last scrubbed, and whether it was clean")
  (interval (hours 6))
  (options
    (mounts     (list-of-strings)    "Mount points to watch.")   ; no default: must be given
    (warn-after (duration (days 35)) "Age of the last scrub that goes into the digest.")
    (bark-after (duration (days 70)) "Age that barks."))
  (relations
    (state (scrubbed host mount)
      (started time    "When the last scrub began.")
      (clean   boolean "Did it find no error?")))
  (monitor
    (lambda ()
      (map (lambda (mount) (scrub-status mount (command-output "btrfs" "scrub" "status" mount))) mounts)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (fs)
               (with-fields (mount started clean) fs
                 (let ((age (- (message-time message) started)))
                   (list (scrubbed (message-host message) mount started clean)
                         (finding mount
                                  (if clean (above age #:warn warn-after #:bark bark-after) 'bark)
                                  "scrubbed ~a ago, ~a" (duration->string age) (if clean "clean" "with errors"))))))
             (message-body message)))))
  (examples
    ("an old scrub barks"
     (btrfs-scrub-configuration (mounts '("/export")))
     (message '(((mount . "/export") (started . 86400000) (clean . #t))) #:host "tux01" #:time (days 72))
     => (snapshot finding
          (list (scrubbed "tux01" "/export" (days 1) #t)
                (finding "/export" 'bark "scrubbed 71 days ago, clean"))))
    ("errors bark, however young the scrub"
     (btrfs-scrub-configuration (mounts '("/export")))
     (message '(((mount . "/export") (started . 86400000) (clean . #f))) #:host "tux01" #:time (days 4))
     => (snapshot finding
          (list (scrubbed "tux01" "/export" (days 1) #f)
                (finding "/export" 'bark "scrubbed 3 days ago, with errors"))))))
