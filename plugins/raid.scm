;;; raid.scm --- arrays and pools that have lost a disk: mdadm, ZFS, btrfs

(define (join texts) (string-join (filter identity texts) ", "))

;; Each kind of array gives a fact and a finding.

(define (md-array host array)
  (with-fields (name level active degraded wanted working failed action progress mismatches) array
    (let ((many-differ (> (or mismatches 0) 1024)))        ; a swap on RAID 1 has some by nature; Netdata: 1024
      (list (raided host name "md" (or level "inactive") (if degraded "degraded" "well"))
            (finding name
                     (cond (degraded 'bark) (many-differ 'warn) (else 'ok))
                     "~a"
                     (join (list (or level (and (not active) "inactive"))
                                 (and wanted (format #f "~a of ~a disks work" working wanted))
                                 (and (pair? failed) (string-append "failed: " (string-join failed " ")))
                                 (and action (if progress (format #f "~a ~,1f %" action (* 100 progress)) action))
                                 (and many-differ (format #f "~a sectors differ" mismatches)))))))))

(define (zfs-pool host pool)
  (with-fields (name state troubled data-errors) pool
    (list (raided host name "zfs" "pool" (string-downcase state))
          (finding name
                   (cond ((or (not (string=? state "ONLINE")) data-errors) 'bark)
                         ((pair? troubled) 'warn)           ; online, and counts errors that it could mend
                         (else 'ok))
                   "~a"
                   (join (cons* state data-errors (map zfs-device-text troubled)))))))

(define (zfs-device-text device)
  (with-fields (name state read-errors write-errors checksum-errors) device
    (format #f "~a ~a (~a read, ~a write, ~a checksum errors)" name state read-errors write-errors checksum-errors)))

(define (btrfs-file-system host fs)
  (with-fields (uuid label disks devices) fs
    (let* ((name (if (string=? label "") uuid label))
           (bad (filter-map btrfs-device-text devices)))
      (list (raided host name "btrfs" "file system" (if (null? bad) "well" "errors"))
            (if (null? bad)
                (finding name 'ok "~a: no errors" (string-join disks " "))
                (finding name 'bark "~a (btrfs device stats -z forgets them)" (join bad)))))))

;; "device 2 is missing", "device 1: 3 write, 1 corruption errors"; #f for one that is well
(define (btrfs-device-text device)
  (with-fields (id missing errors) device
    (let ((counted (filter (lambda (kind) (> (cdr kind) 0)) (or errors '()))))
      (cond (missing (format #f "device ~a is missing" id))
            ((null? counted) #f)
            (else (format #f "device ~a: ~a errors" id
                          (join (map (lambda (kind) (format #f "~a ~a" (cdr kind) (car kind))) counted))))))))

(define-plugin raid
  (synopsis "Whether arrays (md), ZFS pools and btrfs file systems have all their disks")
  (interval (minutes 5))
  (relations
    (state (raided host name)
      (kind  text "\"md\", \"zfs\" or \"btrfs\".")
      (level text "What it is made as: \"raid1\", \"pool\" …")
      (state text "\"well\", \"degraded\", \"online\", \"faulted\" …")))
  (monitor
    (lambda ()
      (with-fields (pools) (zfs-pools)
        `((md . ,(or (md-arrays) '())) (zfs . ,(or pools '())) (btrfs . ,(btrfs-file-systems))))))
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (with-fields (md zfs btrfs) (message-body message)
          (let ((found (append (map (cut md-array host <>) md)
                               (map (cut zfs-pool host <>) zfs)
                               (map (cut btrfs-file-system host <>) btrfs))))
            (list (snapshot raided (map car found))
                  (snapshot finding (map cadr found))))))))
  (examples
    ("an array that has lost a disk and is being mended"
     (raid-configuration)
     (message '((md . (((name . "md0") (active . #t) (level . "raid1") (failed . ("sdb1")) (wanted . 2) (working . 1)
                        (degraded . #t) (action . "recovery") (progress . 0.42) (mismatches . 0))))
                (zfs . ()) (btrfs . ()))
              #:host "tux01")
     => (snapshot raided (list (raided "tux01" "md0" "md" "raid1" "degraded")))
        (snapshot finding
          (list (finding "md0" 'bark "raid1, 1 of 2 disks work, failed: sdb1, recovery 42.0 %"))))
    ("a pool that mends what a disk gets wrong"
     (raid-configuration)
     (message '((md . ())
                (zfs . (((name . "tank") (state . "ONLINE") (data-errors . #f)
                         (troubled . (((name . "sdc") (state . "ONLINE") (read-errors . 0) (write-errors . 0) (checksum-errors . 7)))))))
                (btrfs . ()))
              #:host "tux01")
     => (snapshot raided (list (raided "tux01" "tank" "zfs" "pool" "online")))
        (snapshot finding
          (list (finding "tank" 'warn "ONLINE, sdc ONLINE (0 read, 0 write, 7 checksum errors)"))))
    ("a btrfs that has seen errors"
     (raid-configuration)
     (message '((md . ()) (zfs . ())
                (btrfs . (((uuid . "d9a0-1") (label . "export") (disks . ("sda1" "sdb1"))
                           (devices . (((id . 1) (missing . #f) (errors . ((write . 0) (corruption . 2))))
                                       ((id . 2) (missing . #t) (errors . #f))))))))
              #:host "tux01")
     => (snapshot raided (list (raided "tux01" "export" "btrfs" "file system" "errors")))
        (snapshot finding
          (list (finding "export" 'bark "device 1: 2 corruption errors, device 2 is missing (btrfs device stats -z forgets them)"))))
    ("a machine without any"
     (raid-configuration)
     (message '((md . ()) (zfs . ()) (btrfs . ())))
     => (snapshot raided '())
        (snapshot finding '()))))
