;;; borg.scm --- how old the newest archive of each borg repository is, and what is in it

;; The password stands in no command line: borg itself calls cat. There is no terminal, so it must ask nothing.
(define (borg-environment passphrase-file)
  `((BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK . "yes")
    (BORG_RELOCATED_REPO_ACCESS_IS_OK . "yes")
    ,@(if passphrase-file `((BORG_PASSCOMMAND . ,(string-append "cat " passphrase-file))) '())))

;; borg tells the time of its machine, without a zone: "2026-11-27T01:00:03.000000"
(define (moment text)
  (* 1000 (car (mktime (car (strptime "%Y-%m-%dT%H:%M:%S" text))))))

(define (newest-archive info)
  (match (assq-ref info 'archives)
    (() '((reason . "there is no archive in it")))
    ((archive . _)
     (with-fields (name end duration stats) archive
       (with-fields ((size original_size) (added deduplicated_size)) stats
         `((archive . ,name) (ended . ,(moment end)) (took . ,(* 1000 duration)) (size . ,size) (added . ,added)))))))

;; What is wrong stands at the end, after warnings of Python and, from afar, of ssh.
(define (complaint stderr)
  (let ((lines (remove (lambda (line) (or (string-null? line) (string-contains line "Warning")))
                       (map string-trim-both (string-split stderr #\newline)))))
    (if (null? lines)
        "borg says nothing"
        (string-join (take-right lines (min 2 (length lines))) " "))))

(define (look repository passphrase-file)
  (with-fields (exit failure stdout stderr)
      (run-command "borg" (list "info" "--json" "--last" "1" "--lock-wait" "10" repository)
                   #:timeout (seconds 25) #:environment (borg-environment passphrase-file))
    `((repository . ,repository)
      ,@(if (and (memv exit '(0 1)) (not (string-null? stdout)))       ; 1: with warnings
            (newest-archive (json->scm stdout))
            `((reason . ,(or failure (complaint stderr))))))))

(define-plugin borg
  (synopsis "How old the newest archive of each borg repository is, and how large")
  (interval (hours 3))
  (options
    (repositories (list-of-strings) "Repositories, as \"/export/backup/borg\" or \"borg@backup:tux01\".")
    (passphrase-file (maybe-string #f) "A file with their passphrase, which others cannot read and whose path holds no blanks.")
    (warn-after (duration (hours 30)) "Age of the newest archive that goes into the digest: a day and a quarter.")
    (bark-after (duration (days 3)) "Age that barks (check_borg warns after 3 days).")
    (name (maybe-string #f) "Tells several services of this kind apart: repositories with another passphrase."))
  (relations
    (state (archived host repository)
      (archive text     "The newest archive.")
      (ended   time     "When it was finished.")
      (took    duration "How long it took.")
      (size    integer  "Bytes of the files in it.")
      (added   integer  "Bytes that were not in the repository before.")))
  (monitor (lambda () (par-map (cut look <> passphrase-file) repositories)))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (found)
               (with-fields (repository reason archive ended took size added) found
                 (if reason
                     (finding repository 'bark "~a" reason #:tolerate 1)      ; a backup that runs holds the lock
                     (let ((age (max 0 (- (message-time message) ended))))
                       (list (archived (message-host message) repository archive ended (round took) size added)
                             (finding repository (above age #:warn warn-after #:bark bark-after)
                                      "~a is ~a old and holds ~a" archive (duration->string age) (bytes->string size)))))))
             (message-body message)))))
  (examples
    ("no backup for four days"
     (borg-configuration (repositories '("/backup/borg")))
     (message '(((repository . "/backup/borg") (archive . "ipfs-2026-11-20") (ended . 86400000) (took . 61500.2)
                 (size . 2048) (added . 512)))
              #:host "tux01" #:time (days 5))
     => (snapshot finding
          (list (archived "tux01" "/backup/borg" "ipfs-2026-11-20" (days 1) 61500 2048 512)
                (finding "/backup/borg" 'bark "ipfs-2026-11-20 is 4 days old and holds 2 KiB"))))
    ("a repository that is gone"
     (borg-configuration (repositories '("/backup/borg")))
     (message '(((repository . "/backup/borg") (reason . "Repository /backup/borg does not exist."))))
     => (snapshot finding
          (list (finding "/backup/borg" 'bark "Repository /backup/borg does not exist."))))))
