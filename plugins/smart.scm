;;; smart.scm --- what disks know of their own health: one that gets worse barks, one that is merely old does not

(define %errors '(reallocated pending uncorrectable media-errors))

;; "/dev/sda"; behind a RAID controller several disks share one: "/dev/bus/0 megaraid,3"
(define (disk-name device type)
  (if (string-index type #\,) (string-append device " " type) device))

;; What a disk says, with what its errors have grown by since the last look at which it told them: one that sleeps, or
;; hangs, tells none.
(define (look disk)
  (with-fields (device type) disk
    (let* ((name (disk-name device type))
           (told (smart device #:type type))
           (errors (filter (lambda (field) (and (memq (car field) %errors) (cdr field))) told))
           (growth (and (pair? errors) (counter-growth name errors))))
      `((disk . ,name) (grown . ,(if growth (assq-ref growth 'grown) '())) ,@told))))

;; "8 pending, 2 uncorrectable": the errors among some fields that are not zero
(define (errors-text fields)
  (string-join (filter-map (lambda (field)
                             (and (memq (car field) %errors) (cdr field) (> (cdr field) 0)
                                  (format #f "~a ~a" (cdr field) (car field))))
                           fields)
               ", "))

;; The worst that is wrong with a disk: its level, and a text.
(define (verdict disk wear-above)
  (with-fields (model failing critical-warning spare spare-threshold self-test-failed wear grown) disk
    (define worse (errors-text grown))
    (define (has what) (string-append model what))
    (cond (failing (values 'bark (has " expects to fail")))
          ((and critical-warning (> critical-warning 0)) (values 'bark (has (format #f ": critical warning ~a" critical-warning))))
          ((and spare spare-threshold (< spare spare-threshold)) (values 'bark (has " runs out of spare blocks")))
          ((not (string-null? worse)) (values 'bark (has (string-append " got worse: " worse))))
          (self-test-failed (values 'warn (has " failed its last self-test")))
          ((and wear (> (* 100 wear) wear-above)) (values 'warn (has (format #f " has used ~,1f % of its life" (* 100 wear)))))
          (else (values 'ok (string-join (remove string-null? (list model (errors-text disk))) ", "))))))

(define-plugin smart
  (synopsis "What disks know of their own health (SMART)")
  (interval (hours 6))
  (options
    (wear-above (percent 90) "Percent used of the life that its maker expects of a disk, which goes into the digest.")
    (ignore (list-of-strings '()) "Disks left alone, as \"/dev/sda\"."))
  (relations
    (state (disk-drive host disk)
      (model    text "What its maker calls it.")
      (serial   text "Its serial number.")
      (firmware text "The version of its firmware."))
    (metric (disk-health host disk)
      (reallocated   integer  "Sectors it has given up.")
      (pending       integer  "Sectors it could not read, and will give up.")
      (uncorrectable integer  "Sectors that could not be read.")
      (media-errors  integer  "Errors it could not mend (NVMe, SCSI).")
      (wear          number   "Share used of the life that is expected of it; may pass 1.")
      (celsius       number   "Its temperature.")
      (powered-on    duration "How long it has been on, all in all.")))
  (needs-root "to ask disks for their health")
  (monitor                                       ; needs smartctl
    (lambda ()
      (with-fields (seen reason devices) (smart-devices)
        (if seen
            (remove (lambda (disk) (member (assq-ref disk 'disk) ignore)) (par-map look devices))
            reason))))
  (receiver
    (lambda (message)
      (define host (message-host message))
      (define (facts disk)
        (with-fields (disk model serial firmware reallocated pending uncorrectable media-errors wear temperature powered-on) disk
          (list (disk-drive host disk model serial firmware)
                (disk-health host disk reallocated pending uncorrectable media-errors wear temperature powered-on))))
      (define (found disk)
        (with-fields ((name disk) seen reason asleep) disk
          (cond ((not seen) (not-seen name reason))
                (asleep (as-it-was name))        ; it is left asleep
                (else (call-with-values (lambda () (verdict disk wear-above))
                        (lambda (level text) (list (facts disk) (finding name level "~a" text))))))))
      (if (string? (message-body message))
          (not-seen "disks" (message-body message))
          (snapshot finding (map found (message-body message))))))
  (examples
    ("a disk that loses sectors barks"
     (smart-configuration)
     (message '(((disk . "/dev/sda") (grown . ((pending . 8))) (seen . #t) (model . "ST8000NM0055") (serial . "ZA1") (firmware . "SN04")
                 (temperature . 38) (powered-on . 3600000) (reallocated . 0) (pending . 24) (uncorrectable . 0)))
              #:host "tux01")
     => (snapshot finding
          (list (disk-drive "tux01" "/dev/sda" "ST8000NM0055" "ZA1" "SN04")
                (disk-health "tux01" "/dev/sda" 0 24 0 #f #f 38 (hours 1))
                (finding "/dev/sda" 'bark "ST8000NM0055 got worse: 8 pending"))))
    ("one that lost some long ago does not"
     (smart-configuration)
     (message '(((disk . "/dev/sda") (grown . ((pending . 0))) (seen . #t) (model . "ST8000NM0055") (serial . "ZA1") (firmware . "SN04")
                 (temperature . 38) (powered-on . 3600000) (reallocated . 16) (pending . 0) (uncorrectable . 0)))
              #:host "tux01")
     => (snapshot finding
          (list (disk-drive "tux01" "/dev/sda" "ST8000NM0055" "ZA1" "SN04")
                (disk-health "tux01" "/dev/sda" 16 0 0 #f #f 38 (hours 1))
                (finding "/dev/sda" 'ok "ST8000NM0055, 16 reallocated"))))
    ("an NVMe disk near its end"
     (smart-configuration)
     (message '(((disk . "/dev/nvme0") (grown . ()) (seen . #t) (model . "SAMSUNG MZVL2") (serial . "S64") (firmware . "GXA")
                 (temperature . 45) (powered-on . 3600000) (media-errors . 0) (wear . 0.97) (spare . 1) (spare-threshold . 0.1)
                 (critical-warning . 0)))
              #:host "tux02")
     => (snapshot finding
          (list (disk-drive "tux02" "/dev/nvme0" "SAMSUNG MZVL2" "S64" "GXA")
                (disk-health "tux02" "/dev/nvme0" #f #f #f 0 0.97 45 (hours 1))
                (finding "/dev/nvme0" 'warn "SAMSUNG MZVL2 has used 97.0 % of its life"))))
    ("without root nothing is seen, and that is no trouble"
     (smart-configuration)
     (message "needs root" #:host "tux01")
     => (finding "disks" 'note "not seen (needs root)"))
    ("a disk that is asleep is left so"
     (smart-configuration)
     (message '(((disk . "/dev/sdb") (grown . ()) (seen . #t) (asleep . #t))) #:host "tux01")
     => (snapshot finding (list (as-it-was "/dev/sdb"))))))
