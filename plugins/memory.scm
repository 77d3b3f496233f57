;;; memory.scm --- warn when programs can hardly get memory any more

;; What ZFS keeps in its cache it gives back when asked; the kernel does not count it as available.
(define (available-with-cache memory)
  (+ (assq-ref memory 'available) (or (assq-ref memory 'zfs-cache) 0)))

(define-plugin memory
  (synopsis "How much memory new programs can have")
  (interval (minutes 5))
  (options
    (warn-below (percent 10) "Percent available that goes into the digest (Netdata and Prometheus rules: 10).")
    (bark-below (percent 3)  "Percent available that barks: soon the kernel will choose whom to kill.")
    (hold (duration (minutes 15)) "How long it must be so (node-mixin: 15 minutes); a compiler may have it all for a while."))
  (relations
    (metric (memory-used host)
      (used      integer "Bytes that programs use.")
      (available integer "Bytes that new programs could have without swapping.")))
  (monitor memory)
  (receiver
    (lambda (message)
      (with-fields (total) (or (message-body message) '())
        (and total
             (let* ((available (available-with-cache (message-body message)))
                    (percent (* 100 (/ available total))))
               (list (memory-used (message-host message) (- total available) available)
                     (finding "memory" (below percent #:warn warn-below #:bark bark-below #:for hold)
                              "~,1f % of ~a available" percent (bytes->string total))))))))
  (examples
    ("a machine that swaps"
     (memory-configuration)
     (message '((total . 1000) (available . 20) (zfs-cache . 0)) #:host "tux01")
     => (memory-used "tux01" 980 20)
        (finding "memory" 'bark "2.0 % of 1000 B available"))
    ("the cache of ZFS is no trouble"
     (memory-configuration)
     (message '((total . 1000) (available . 20) (zfs-cache . 500)) #:host "tux01")
     => (memory-used "tux01" 480 520)
        (finding "memory" 'ok "52.0 % of 1000 B available"))
    ("a machine that does not tell"
     (memory-configuration)
     (message #f)
     => #f)))
