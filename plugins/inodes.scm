;;; inodes.scm --- a file system without inodes is full, whatever df says

(define-plugin inodes
  (synopsis "How many of its files each local file system already has")
  (interval (minutes 15))
  (options
    (warn-above (percent 90) "Percent used that goes into the digest (Netdata warns at 90, Zabbix at 80).")
    (bark-above (percent 97) "Percent used that barks (node-mixin: less than 3 % free; Netdata: 98 %).")
    (ignore (list-of-strings '()) "Mount points left alone."))
  (relations
    (metric (inodes-used host mount)
      (used  integer "Inodes used: one for each file and directory.")
      (total integer "Inodes there are.")))
  (monitor
    (lambda ()
      (filter-map (lambda (fs)
                    (with-fields (mount read-only (used inodes-used) (total inodes)) fs
                      (and total                          ; btrfs and ZFS make them as they need them
                           (not read-only)
                           (not (member mount ignore))
                           `((mount . ,mount) (used . ,used) (total . ,total)))))
                  (file-systems))))
  (receiver
    (lambda (message)
      (snapshot finding
        (map (lambda (fs)
               (with-fields (mount used total) fs
                 (let ((percent (* 100 (/ used total))))
                   (list (inodes-used (message-host message) mount used total)
                         (finding mount (above percent #:warn warn-above #:bark bark-above #:clear (- warn-above 5))
                                  "~,1f % of ~a inodes used" percent total)))))
             (message-body message)))))
  (examples
    ("a spool full of small files barks"
     (inodes-configuration)
     (message '(((mount . "/var") (used . 199000) (total . 200000))) #:host "tux01")
     => (snapshot finding
          (list (inodes-used "tux01" "/var" 199000 200000)
                (finding "/var" 'bark "99.5 % of 200000 inodes used"))))))
