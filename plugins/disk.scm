;;; disk.scm --- bark when a local file system is nearly full, or ill

(define (percent-used fs)
  (* 100 (or (assq-ref fs 'used-ratio) 0)))

;; One that is read-only cannot fill up. Many are so by nature; one that the kernel has made so after an error is told of.
(define (watched? fs)
  (or (not (assq-ref fs 'read-only)) (assq-ref fs 'frozen) (> (or (assq-ref fs 'errors) 0) 0)))

(define-plugin disk
  (synopsis "How full each local file system is, and whether it answers")
  (interval (minutes 5))
  (options
    (warn-above (percent 90) "Percent used that goes into the digest (Netdata warns at 90, Zabbix at 80, node-mixin at 95).")
    (bark-above (percent 97) "Percent used that barks (node-mixin: less than 3 % free; Netdata: 98 %).")
    (ignore (list-of-strings '()) "Mount points left alone."))
  (relations
    (state (mounted host mount)
      (source text    "The device it is on.")
      (type   text    "The type of the file system.")
      (size   integer "Bytes it can hold."))
    (metric (disk-used host mount)
      (used integer "Bytes used.")))
  (monitor
    (lambda ()
      (filter (lambda (fs) (and (watched? fs) (not (member (assq-ref fs 'mount) ignore))))
              (file-systems))))
  (receiver
    (lambda (message)
      (let ((host (message-host message)))
        (list
         (snapshot mounted
           (map (lambda (fs)
                  (with-fields (mount source type size) fs
                    (mounted host mount source type size)))
                (message-body message)))
         (snapshot finding                       ; one that is not mounted any more is gone
           (map (lambda (fs)
                  (with-fields (mount used size errors frozen failure) fs
                    (cond (failure (finding mount 'bark "~a" failure))
                          ((and errors (> errors 0)) (finding mount 'bark "ext4 has found ~a errors in itself" errors))
                          (frozen (finding mount 'bark "the kernel has made it read-only, as after an error"))
                          (size
                           (list (disk-used host mount used)
                                 (finding mount (above (percent-used fs) #:warn warn-above #:bark bark-above #:clear (- warn-above 5))
                                          "~,1f % of ~a used" (percent-used fs) (bytes->string size)))))))
                (message-body message)))))))
  (examples
    ("a full disk barks"
     (disk-configuration)
     (message '(((mount . "/export") (source . "/dev/sdb1") (type . "ext4") (size . 1000) (used . 980) (used-ratio . 0.98)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/export" "/dev/sdb1" "ext4" 1000)))
        (snapshot finding
          (list (disk-used "tux01" "/export" 980)
                (finding "/export" 'bark "98.0 % of 1000 B used"))))
    ("half a disk is fine"
     (disk-configuration)
     (message '(((mount . "/") (source . "/dev/sda1") (type . "ext4") (size . 2048) (used . 1024) (used-ratio . 0.5)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/" "/dev/sda1" "ext4" 2048)))
        (snapshot finding
          (list (disk-used "tux01" "/" 1024)
                (finding "/" 'ok "50.0 % of 2 KiB used"))))
    ("one that does not answer barks"
     (disk-configuration)
     (message '(((mount . "/old") (source . "/dev/sdc1") (type . "xfs") (size . #f) (used . #f) (failure . "does not answer")))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/old" "/dev/sdc1" "xfs" #f)))
        (snapshot finding
          (list (finding "/old" 'bark "does not answer"))))
    ("so does one with errors, although it can be written no more"
     (disk-configuration)
     (message '(((mount . "/") (source . "/dev/sda1") (type . "ext4") (size . 2048) (used . 1024) (used-ratio . 0.5)
                 (read-only . #t) (errors . 3)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/" "/dev/sda1" "ext4" 2048)))
        (snapshot finding
          (list (finding "/" 'bark "ext4 has found 3 errors in itself"))))
    ("and one of another kind that was made read-only"
     (disk-configuration)
     (message '(((mount . "/export") (source . "/dev/sdb1") (type . "btrfs") (size . 2048) (used . 1024) (used-ratio . 0.5)
                 (read-only . #t) (frozen . #t)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/export" "/dev/sdb1" "btrfs" 2048)))
        (snapshot finding
          (list (finding "/export" 'bark "the kernel has made it read-only, as after an error"))))))
