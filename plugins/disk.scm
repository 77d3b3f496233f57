;;; disk.scm --- bark when a local file system is nearly full

(define (percent-used fs)
  (* 100 (or (assq-ref fs 'used-ratio) 0)))

(define-plugin disk
  (synopsis "How full each local file system is")
  (interval (minutes 5))
  (options
    (warn-above (percent 90) "Percent used that goes into the digest (Zabbix and node-mixin warn between 80 and 95).")
    (bark-above (percent 97) "Percent used that barks (node-mixin: less than 3 % free).")
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
      (filter (lambda (fs)
                (and (assq-ref fs 'size)
                     (not (assq-ref fs 'read-only))
                     (not (member (assq-ref fs 'mount) ignore))))
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
         (map (lambda (fs)
                (with-fields (mount used size) fs
                  (list (disk-used host mount used)
                        (finding mount (above (percent-used fs) #:warn warn-above #:bark bark-above)
                                 "~,1f % of ~a used" (percent-used fs) (bytes->string size)))))
              (message-body message))))))
  (examples
    ("a full disk barks"
     (disk-configuration)
     (message '(((mount . "/export") (source . "/dev/sdb1") (type . "ext4") (size . 1000) (used . 980) (used-ratio . 0.98)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/export" "/dev/sdb1" "ext4" 1000)))
        (disk-used "tux01" "/export" 980)
        (finding "/export" 'bark "98.0 % of 1000 B used"))
    ("half a disk is fine"
     (disk-configuration)
     (message '(((mount . "/") (source . "/dev/sda1") (type . "ext4") (size . 2048) (used . 1024) (used-ratio . 0.5)))
              #:host "tux01")
     => (snapshot mounted (list (mounted "tux01" "/" "/dev/sda1" "ext4" 2048)))
        (disk-used "tux01" "/" 1024)
        (finding "/" 'ok "50.0 % of 2 KiB used"))))
